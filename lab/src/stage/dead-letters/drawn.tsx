import { useLab } from "../../binding/session-context.tsx";
import { RoleEntry } from "../../panels/legend/entries.tsx";
import type { DrawnPart, NodeProps } from "../drawn-part.tsx";
import { DeskNode } from "./desk-node.tsx";
import { DeskInspector } from "./inspector.tsx";
import { DeadLettersNode } from "./node.tsx";
import { TendedTray } from "./tended-tray.tsx";

export const deadLetters = {
  nodes: { "dead-letters": Tray, desk: ({ placed }) => <DeskNode node={placed.id} /> },
  actors: {
    has: ({ desks }, actor) => desks.some(({ name }) => name === actor),
    Inspector: ({ actor }) => <DeskInspector desk={actor} />,
  },
  legend: { Roles },
} satisfies DrawnPart;

function Tray({ placed, compact }: NodeProps) {
  if (placed.tended) return <TendedTray node={placed.id} queue={placed.name} />;
  return <DeadLettersNode node={placed.id} compact={compact} />;
}

function Roles() {
  const desk = useLab((state) => (state.scenario?.desks.length ?? 0) > 0);
  return (
    <>
      <RoleEntry role="dead" word="Dead letters" says="jobs given up after too many deliveries" />
      {desk && (
        <RoleEntry role="dead" word="Desk" says="somebody who looks at dead letters, replays or discards them" />
      )}
    </>
  );
}
