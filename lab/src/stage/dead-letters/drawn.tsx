import { useLab } from "../../binding/session-context.tsx";
import { RoleEntry } from "../../panels/legend/entries.tsx";
import type { DrawnPart, NodeProps } from "../drawn-part.tsx";
import { OperatorNode } from "./operator-node.tsx";
import { OperatorInspector } from "./inspector.tsx";
import { DeadLettersNode } from "./node.tsx";
import { OperatedDlq } from "./operated-dlq.tsx";

export const deadLetters = {
  nodes: { "dead-letters": Dlq, operator: ({ placed }) => <OperatorNode node={placed.id} /> },
  actors: {
    has: ({ operators }, actor) => operators.some(({ name }) => name === actor),
    Inspector: ({ actor }) => <OperatorInspector operator={actor} />,
  },
  legend: { Roles },
} satisfies DrawnPart;

function Dlq({ placed, compact }: NodeProps) {
  if (placed.tended) return <OperatedDlq node={placed.id} queue={placed.name} />;
  return <DeadLettersNode node={placed.id} compact={compact} />;
}

function Roles() {
  const operator = useLab((state) => (state.scenario?.operators.length ?? 0) > 0);
  return (
    <>
      <RoleEntry role="dead" word="Dead letters" says="jobs that failed too often" />
      {operator && <RoleEntry role="dead" word="Operator" says="inspects, replays or discards dead letters" />}
    </>
  );
}
