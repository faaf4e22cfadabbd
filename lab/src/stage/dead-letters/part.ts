import { deadLettersNode, deskNode, queueNode } from "../names.ts";
import type { Part } from "../part.ts";
import { DESK, tendedTray } from "./sizes.ts";
import { readLetters } from "./read.ts";
import { desksAt } from "./stage.ts";
import { hasOperator, showsDeadLetters } from "./shown.ts";

/** Dead letters, and the operators who handle them. */
export const deadLetters = {
  sizes: {
    desk: () => DESK,
    "dead-letters": ({ tended }, shape) =>
      tended ? tendedTray(shape) : { width: shape === "tall" ? 148 : 164, height: 66 },
  },
  actors: ({ desks }) => desks.map(({ name }) => [name, deskNode(name)]),
  /** The picture of a flow has no room for operators. */
  draw: (drawing) => {
    const { scenario, node, link } = drawing;
    for (const { name } of scenario.queues.filter((queue) => showsDeadLetters(drawing, queue.name))) {
      const tray = deadLettersNode(name);
      const tended = hasOperator(drawing, name) && !scenario.flow;
      node(tray, "dead-letters", name, tended ? { tended } : {});
      if (!tended) continue;
      link(tray, queueNode(name), "replay");
      for (const desk of scenario.desks.filter(({ queue }) => queue === name)) {
        node(deskNode(desk.name), "desk", desk.name);
        link(deskNode(desk.name), tray, "tend");
      }
    }
  },
  read: readLetters,
  stage: desksAt,
} satisfies Part;
