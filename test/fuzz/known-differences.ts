import type { JsonValue } from "../../engine/kernel/json.ts";
import { type Difference, valueAt } from "./compare.ts";
import type { Observation } from "./observation.ts";

/** A difference that stays, and why. */
export type Known = { readonly id: string; readonly says: string; readonly why: string };

/** One that can be told by itself. */
export type KnownDifference = Known & {
  /** Whether this is it; as narrow as can be. */
  readonly explains: (difference: Difference) => boolean;
};

/** Found out by trial (see orders.ts and chance.ts). */
export const AT_ONCE: Known = {
  id: "at-once",
  says: "Of two things that happen at the server within one millisecond, the other one is first.",
  why: "nats-server has a goroutine for each connection, consumer and timer; which is first is chance.",
};

export const KNOWN: readonly KnownDifference[] = [
  {
    id: "message-0-deleted",
    says: "Of a stream on disk that has never held a message, nats-server tells with deleted_details that message 0 was deleted.",
    why: "Sequences begin at 1: nats-server counts from the first sequence of an empty store, which is 0, to that of its first block.",
    explains: ({ path, first, second }) =>
      (path === "what.state.deleted" || path === "what.state.num_deleted") &&
      stateOf(first)?.["last_seq"] === 0 &&
      JSON.stringify(stateOf(second)?.["deleted"]) === "[0]",
  },
];

function stateOf(observation: Observation | undefined): { readonly [name: string]: JsonValue } | undefined {
  return observation === undefined
    ? undefined
    : (valueAt(observation.what, "what.state") as { [name: string]: JsonValue } | undefined);
}
