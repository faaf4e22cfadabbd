import { allQueues, formatDuration, formatMs, ofType } from "../../../../engine/views.ts";
import type { EventOf } from "../../../../engine/trace/events.ts";
import { deadLettersAt } from "../../stage/dead-letters/stage.ts";
import { perRun } from "../../stage/trace/per-run.ts";
import type { MessageRecord } from "../../stage/trace/records.ts";
import { addTo, countWhile } from "../../stage/trace/sorted.ts";
import type { TraceIndex } from "../../stage/trace/trace-index.ts";

/**
 * A queue under the names that the JetStream API has for it, derived from the trace as the canvas is.
 *
 * B1  A message is in exactly one of: num_pending, num_ack_pending, delayed (the consumer does not match it yet), or given up
 *     (delivered max_deliver times).
 * B2  After its visibility timeout, a message stays in num_ack_pending until it is acked: the server has delivered it.
 */
export type QueueInternals = {
  readonly queue: string;
  readonly stream: readonly Fact[];
  readonly consumer: readonly Fact[];
  /** The broker's own last report up to the moment; null: none yet. */
  readonly report: Report | null;
};
export type Fact = { readonly name: string; readonly value: string; readonly means: string };
export type Report = { readonly at: number; readonly time: string; readonly facts: readonly Fact[] };

/** What no event records, and why. */
export const NOT_RECORDED: readonly Fact[] = [
  { name: "num_waiting", value: "", means: "pull requests that wait for a message: workers do not record their pulls" },
  { name: "ack_floor.consumer_seq", value: "", means: "events name messages by their stream sequence only" },
  { name: "bytes", value: "", means: "events have no sizes" },
];

export function internalsAt(index: TraceIndex, queue: string, atMs: number): QueueInternals {
  const stored = messagesOf(index).get(queue) ?? [];
  const state = stateOf(stored, atMs);
  const spec = allQueues(index.source.scenario).find(({ name }) => name === queue);
  return {
    queue,
    stream: [
      { name: "messages", value: String(state.messages), means: "stored, those in flight included" },
      { name: "first_seq", value: String(state.firstSeq), means: "of the oldest stored message" },
      { name: "last_seq", value: String(state.lastSeq), means: "of the newest message that was ever stored" },
      {
        name: `messages in ${queue}-dead`,
        value: String(deadLettersAt(index, queue, atMs).count),
        means: "dead letters, in a stream of their own",
      },
    ],
    consumer: [
      { name: "num_pending", value: String(state.pending), means: "stored and never delivered" },
      { name: "num_ack_pending", value: String(state.ackPending), means: "delivered, and neither acked nor given up" },
      { name: "num_redelivered", value: String(state.redelivered), means: "of these, delivered more than once" },
      { name: "delivered.stream_seq", value: String(state.deliveredSeq), means: "of the newest delivered message" },
      { name: "delivered.consumer_seq", value: String(state.deliveries), means: "deliveries so far, each one counts" },
      {
        name: "ack_floor.stream_seq",
        value: String(state.ackFloor),
        means: "up to here, every delivered message is acked",
      },
      { name: "ack_wait", value: formatDuration(spec?.ackWaitMs ?? 0), means: "the visibility timeout" },
    ],
    report: lastReport(index, queue, atMs),
  };
}

type State = {
  readonly messages: number;
  readonly pending: number;
  readonly ackPending: number;
  readonly redelivered: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly deliveredSeq: number;
  readonly deliveries: number;
  readonly ackFloor: number;
};

export function stateOf(all: readonly MessageRecord[], atMs: number): State {
  let [messages, pending, ackPending, redelivered, deliveries] = [0, 0, 0, 0, 0];
  let [firstSeq, lastSeq, deliveredSeq, lowestOpen] = [Infinity, 0, 0, Infinity];
  // Messages come in the order of their arrival.
  const arrived = countWhile(all.length, (i) => (all[i]?.arrivedAt ?? Infinity) <= atMs);
  for (const message of all.slice(0, arrived)) {
    const { streamSequence: seq, deletedAt, delayedUntil, givenUp } = message;
    const times = deliveredUpTo(message, atMs);
    deliveries += times;
    lastSeq = Math.max(lastSeq, seq);
    if (times > 0) deliveredSeq = Math.max(deliveredSeq, seq);
    if (deletedAt <= atMs) continue;
    messages++;
    firstSeq = Math.min(firstSeq, seq);
    const isGivenUp = givenUp && (message.deliveries.at(-1)?.leaseEndsAt ?? Infinity) <= atMs;
    if (isGivenUp) continue;
    if (times > 0) {
      ackPending++;
      lowestOpen = Math.min(lowestOpen, seq);
      if (times > 1) redelivered++;
    } else if (delayedUntil <= atMs) pending++;
  }
  const ackFloor = lowestOpen === Infinity ? deliveredSeq : lowestOpen - 1;
  return {
    ...{ messages, pending, ackPending, redelivered, deliveries, lastSeq, deliveredSeq, ackFloor },
    firstSeq: firstSeq === Infinity ? lastSeq + 1 : firstSeq,
  };
}

/** How often the server has delivered it, also to workers that were dead already. */
function deliveredUpTo({ deliveries, unseen }: MessageRecord, atMs: number): number {
  return (
    deliveries.filter(({ leftQueueAt }) => leftQueueAt <= atMs).length +
    unseen.filter(({ from }) => from <= atMs).length
  );
}

/** By queue, those that were stored, in the order of their arrival. */
export const messagesOf = perRun(({ messages }) => {
  const all = new Map<string, MessageRecord[]>();
  for (const message of messages) if (message.lost === null) addTo(all, message.queue, message);
  for (const own of all.values()) own.sort((a, b) => a.arrivedAt - b.arrivedAt);
  return all;
});

const reportsOf = perRun(({ events }) => {
  const all = new Map<string, EventOf<"queue-observed">[]>();
  for (const event of ofType(events, "queue-observed")) addTo(all, event.queue, event);
  return all;
});

function lastReport(index: TraceIndex, queue: string, atMs: number): Report | null {
  const found = (reportsOf(index).get(queue) ?? []).findLast(({ at }) => at <= atMs);
  if (found === undefined) return null;
  const { at, stored, waiting, inFlight, deadLetters } = found;
  return {
    at,
    time: formatMs(at),
    facts: [
      { name: "messages", value: String(stored), means: "" },
      { name: "num_pending", value: String(waiting), means: "" },
      { name: "num_ack_pending", value: String(inFlight), means: "" },
      { name: `messages in ${queue}-dead`, value: String(deadLetters), means: "" },
    ],
  };
}

/** The queues that the broker has at all. */
export const queuesIn = perRun(({ source }) => allQueues(source.scenario).map(({ name }) => name));
