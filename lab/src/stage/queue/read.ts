import { acksOfTheUndone } from "../trace/acks.ts";
import type { EventId } from "../../../../engine/trace/event.ts";
import type { MessageRecord } from "../trace/records.ts";
import type { RunRecords } from "../trace/run-index.ts";
import { SpanIndex } from "../trace/span-index.ts";
import { queueSpansOf, type QueueSpan } from "./spans.ts";

export type QueueFacts = {
  readonly queueSpans: SpanIndex<QueueSpan>;
  /** The messages that full queues dropped and that were never done. */
  readonly drops: readonly { readonly queue: string; readonly job: string; readonly at: number }[];
  /** Acks that remove what was not done. */
  readonly undoneAcks: ReadonlySet<EventId>;
};

export function readQueues({ messages, drawn }: RunRecords): QueueFacts {
  return {
    queueSpans: new SpanIndex(drawn.flatMap(queueSpansOf)),
    drops: messages.flatMap(dropOf),
    undoneAcks: acksOfTheUndone(messages),
  };
}

/** A worker that had it in hand finished it all the same, so it is no loss. */
function dropOf({ queue, job, dropped, deliveries }: MessageRecord): QueueFacts["drops"] {
  if (!dropped || deliveries.some(({ ackSent, acked }) => ackSent !== null || acked !== null)) return [];
  return [{ queue, job, at: dropped.at }];
}
