import type { JsonValue } from "../../engine/kernel/json.ts";
import { type Difference, valueAt } from "./compare.ts";
import type { Program } from "./program.ts";
import { isAnswerAtOnce, isOrderOnly } from "./same-millisecond.ts";
import type { Sight } from "./sight.ts";

/** A program, and what was seen of it on both brokers. */
export type Performed = {
  readonly program: Program;
  readonly ours: readonly Sight[];
  readonly theirs: readonly Sight[];
};

/** A difference that stays, and why. */
export type KnownDifference = {
  readonly id: string;
  readonly says: string;
  readonly why: string;
  /** Whether this is it; as narrow as can be. */
  readonly explains: (difference: Difference, performed: Performed) => boolean;
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
  {
    id: "order-within-a-millisecond",
    says: "What is delivered in the millisecond in which a call reaches the server, is delivered in another order.",
    why: "nats-server delivers from a goroutine for each consumer and takes calls in others; which is first is chance.",
    explains: isOrderOnly,
    // Redeliveries, and who gets them, follow the order of the deliveries.
    spreads: true,
    shownBy: {
      hopMs: 1,
      steps: [
        { id: 1, by: "a", atMs: 0, call: { do: "add-stream", stream: "S", options: { subjects: ["S.>"] } } },
        {
          id: 3,
          by: "b",
          atMs: 202,
          call: {
            do: "add-consumer",
            stream: "S",
            consumer: "c2",
            options: { deliver_policy: "by_start_sequence", opt_start_seq: 1 },
          },
        },
        { id: 6, by: "a", atMs: 534, call: { do: "pull", stream: "S", consumer: "c2", options: { batch: 3 } } },
        { id: 7, to: 6, nth: 1, afterMs: 0, how: { do: "nak" } },
        { id: 15, by: "a", atMs: 561, call: { do: "publish", subject: "S.b", data: "m15", options: {} } },
        { id: 17, by: "a", atMs: 563, call: { do: "publish", subject: "S.a", data: "m17", options: {} } },
      ],
      lengthMs: 2378,
    },
  },
  {
    id: "answer-within-a-millisecond",
    says: "Counts that a call asks for in the millisecond in which messages go out, are those of just before or just after.",
    why: "As above: the answer and the delivery come from two goroutines.",
    explains: isAnswerAtOnce,
    spreads: false,
    shownBy: {
      hopMs: 5,
      steps: [
        { id: 1, by: "a", atMs: 0, call: { do: "add-stream", stream: "S", options: { subjects: ["S.>"] } } },
        { id: 2, by: "a", atMs: 21, call: { do: "listen", subject: "D.c1" } },
        {
          id: 4,
          by: "c",
          atMs: 22,
          call: {
            do: "add-consumer",
            stream: "S",
            consumer: "c1",
            options: {
              ack_wait_ms: 103,
              deliver_policy: "by_start_sequence",
              opt_start_seq: 2,
              deliver_subject: "D.c1",
            },
          },
        },
        { id: 23, by: "a", atMs: 1464, call: { do: "publish", subject: "S.b", data: "m23", options: {} } },
        { id: 24, by: "a", atMs: 1465, call: { do: "publish", subject: "S.b", data: "m24", options: {} } },
        { id: 25, by: "a", atMs: 1467, call: { do: "publish", subject: "S.c", data: "m25", options: {} } },
        { id: 28, by: "b", atMs: 1879, call: { do: "consumer-info", stream: "S", consumer: "c1" } },
      ],
      lengthMs: 3583,
    },
  },
];

function stateOf(sight: Sight | undefined): { readonly [name: string]: JsonValue } | undefined {
  return sight === undefined
    ? undefined
    : (valueAt(sight.what, "what.state") as { [name: string]: JsonValue } | undefined);
}
