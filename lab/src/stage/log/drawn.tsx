import { useLab } from "../../binding/session-context.tsx";
import { MessageEntry, RoleEntry } from "../../panels/legend/entries.tsx";
import { TokenGlyph } from "../canvas/token-glyph.tsx";
import type { DrawnPart } from "../drawn-part.tsx";
import { LogInspector } from "./inspector.tsx";
import { LogNode } from "./node.tsx";

export const log = {
  nodes: { log: ({ placed }) => <LogNode node={placed.id} width={placed.width} /> },
  cards: {
    log: {
      title: (selection) => `Log ${selection.log}`,
      Body: ({ selection }) => <LogInspector log={selection.log} />,
    },
  },
  legend: { Roles, Messages },
} satisfies DrawnPart;

const useLogs = (): boolean => useLab((state) => (state.scenario?.logs.length ?? 0) > 0);

function Roles() {
  if (!useLogs()) return null;
  return (
    <>
      <RoleEntry role="log" word="Log" says="rows of cells (partitions); events stay after they are read" />
      <RoleEntry role="worker" word="Reader" says="reads a log in order; after a crash it continues from its offset" />
      <RoleEntry role="place" word="Offset" says="all cells on its left are read; the cells on its right are its lag" />
    </>
  );
}

function Messages() {
  if (!useLogs()) return null;
  return (
    <>
      <MessageEntry>
        <TokenGlyph kind="event" job="3" /> an event on its way to its log or to a reader
      </MessageEntry>
      <MessageEntry>
        <TokenGlyph kind="ack" job="3" /> &lsquo;read&rsquo;: a reader has handled it, and its offset moves
      </MessageEntry>
    </>
  );
}
