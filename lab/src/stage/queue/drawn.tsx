import { useLab } from "../../binding/session-context.tsx";
import { Fading, MarkEntry, MessageEntry, RoleEntry } from "../../panels/legend/entries.tsx";
import { TokenGlyph } from "../canvas/token-glyph.tsx";
import type { DrawnPart } from "../drawn-part.tsx";
import { QueueInspector } from "./inspector.tsx";
import { QueueNode } from "./node.tsx";

export const queue = {
  nodes: {
    queue: ({ placed, deepest, compact }) => (
      <QueueNode node={placed.id} deepest={deepest} width={placed.width} compact={compact} />
    ),
  },
  cards: {
    queue: {
      title: (selection) => `Queue ${selection.queue}`,
      Body: ({ selection }) => <QueueInspector queue={selection.queue} />,
    },
  },
  legend: {
    Roles: () => <RoleEntry role="queue" word="Queue" says="a tube; its filled length is its depth" />,
    Messages,
    Marks,
  },
} satisfies DrawnPart;

const useDrops = (): boolean =>
  useLab((state) => state.run?.scenario.queues.some(({ bound }) => bound?.overflow === "drop-oldest") === true);

function Messages() {
  if (!useDrops()) return null;
  return (
    <MessageEntry>
      <Fading>
        <TokenGlyph kind="job" job="3" expired />
      </Fading>
      in a queue, pale and struck through: dropped, because the queue was full and it was the oldest
    </MessageEntry>
  );
}

function Marks() {
  return useDrops() && <MarkEntry icon="lost">a full queue dropped its oldest job</MarkEntry>;
}
