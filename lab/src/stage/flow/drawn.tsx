import { useLab } from "../../binding/session-context.tsx";
import { Fading, MarkEntry, MessageEntry, RoleEntry } from "../../panels/legend/entries.tsx";
import { TokenGlyph } from "../canvas/token-glyph.tsx";
import type { DrawnPart } from "../drawn-part.tsx";
import { CoordinatorInspector } from "./inspector.tsx";
import { CoordinatorNode } from "./node.tsx";
import { StoreNode } from "./store-node.tsx";

export const flow = {
  nodes: { coordinator: ({ placed }) => <CoordinatorNode node={placed.id} />, store: () => <StoreNode /> },
  actors: {
    has: ({ coordinators }, actor) => coordinators.some(({ name }) => name === actor),
    Inspector: ({ actor }) => <CoordinatorInspector coordinator={actor} />,
  },
  legend: { Roles, Messages, Marks },
} satisfies DrawnPart;

const useFlow = (): boolean => useLab((state) => state.scenario?.flow !== undefined);

function Roles() {
  if (!useFlow()) return null;
  return (
    <>
      <RoleEntry role="memory" word="Coordinator" says="drives orders; dashed while its table is only in memory" />
      <RoleEntry role="store" word="Stored table" says="outlives its coordinator" />
      <RoleEntry role="orchestrator" word="Orchestrator" says="drives orders; its state is durable" />
      <RoleEntry role="paused" word="Paused" says="alive, but does nothing until it is resumed" />
    </>
  );
}

function Messages() {
  if (!useFlow()) return null;
  return (
    <>
      <MessageEntry>
        <TokenGlyph kind="job" job="order-3-charge" /> a command for order 3; the word names the step
      </MessageEntry>
      <MessageEntry>
        <TokenGlyph kind="reply" job="order-3-charge" /> a service&apos;s answer and its outcome
      </MessageEntry>
      <MessageEntry>
        <Fading>
          <TokenGlyph kind="job" job="order-3-charge" />
        </Fading>
        fading, &lsquo;lost&rsquo;: confirmed to its sender, but not stored
      </MessageEntry>
    </>
  );
}

function Marks() {
  if (!useFlow()) return null;
  return (
    <>
      <MarkEntry icon="hourglass">a step timed out: it may or may not have been done</MarkEntry>
      <MarkEntry icon="undo">an order compensates: it reverses its completed steps</MarkEntry>
      <MarkEntry icon="lost">a message was lost</MarkEntry>
      <MarkEntry icon="paused">an actor was paused or resumed</MarkEntry>
      <MarkEntry icon="warn">an order is stuck</MarkEntry>
    </>
  );
}
