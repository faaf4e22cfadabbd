import { deadLettersNode, operatorNode, queueNode } from "../names.ts";
import type { Part } from "../part.ts";
import { DESK, operatedDlq } from "./sizes.ts";
import { readDeadLetters } from "./read.ts";
import { operatorsAt } from "./stage.ts";
import { hasOperator, showsDeadLetters } from "./shown.ts";

/** Dead letters, and the operators who handle them. */
export const deadLetters = {
  sizes: {
    operator: () => DESK,
    "dead-letters": ({ tended }, shape) =>
      tended ? operatedDlq(shape) : { width: shape === "tall" ? 148 : 164, height: 66 },
  },
  actors: ({ operators }) => operators.map(({ name }) => [name, operatorNode(name)]),
  /** The picture of a flow has no room for operators. */
  draw: (drawing) => {
    const { scenario, node, link } = drawing;
    for (const { name } of scenario.queues.filter((queue) => showsDeadLetters(drawing, queue.name))) {
      const dlq = deadLettersNode(name);
      const tended = hasOperator(drawing, name) && !scenario.flow;
      node(dlq, "dead-letters", name, tended ? { tended } : {});
      if (!tended) continue;
      link(dlq, queueNode(name), "replay");
      for (const operator of scenario.operators.filter(({ queue }) => queue === name)) {
        node(operatorNode(operator.name), "operator", operator.name);
        link(operatorNode(operator.name), dlq, "tend");
      }
    }
  },
  read: readDeadLetters,
  stage: operatorsAt,
} satisfies Part;
