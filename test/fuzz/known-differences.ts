import type { JsonValue } from "../../engine/kernel/json.ts";
import { type Difference, valueAt } from "./compare.ts";
import type { Program } from "./program.ts";
import type { Sight } from "./sight.ts";

/** A difference that stays, and why. */
export type KnownDifference = {
  readonly id: string;
  readonly says: string;
  readonly why: string;
  /** Whether this is it; as narrow as can be. */
  readonly explains: (difference: Difference, program: Program) => boolean;
  /** Whether what comes later may differ because of it. */
  readonly spreads: boolean;
  /** The shortest program that shows it; a test holds that it still does. */
  readonly shownBy: Program;
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
    spreads: false,
    shownBy: {
      hopMs: 1,
      lengthMs: 100,
      steps: [
        { id: 1, by: "a", atMs: 0, call: { do: "add-stream", stream: "S", options: {} } },
        { id: 2, by: "a", atMs: 50, call: { do: "stream-info", stream: "S" } },
      ],
    },
  },
];

function stateOf(sight: Sight | undefined): { readonly [name: string]: JsonValue } | undefined {
  return sight === undefined
    ? undefined
    : (valueAt(sight.what, "what.state") as { [name: string]: JsonValue } | undefined);
}
