import type { ConsumerConfig, ConsumerInfo, JetStreamManager } from "@nats-io/jetstream";
import { nanos } from "@nats-io/nats-core";
import { isRefusal, Refusal } from "../queue/api-errors.ts";
import { consumerOf, type LogPlace, partitionsOf, type ReadFrom, streamOf, subjectOf } from "./config.ts";

/** How far a reader is in one partition. */
export type Position = {
  readonly partition: number;
  /** The offset of the last event that has been read; 0 before the first. */
  readonly readUpTo: number;
  /** The number of stored events that have not been read yet. */
  readonly left: number;
  /**
   * An upper bound of the events of this partition that were deleted unread because of their age (`keepMs`), since the reader
   * last got one; 0 while it waits for the next one. The server counts sequences, which all partitions share, so events of
   * other partitions count as well. With one partition it is the exact number.
   */
  readonly lostAtMost: number;
};

/**
 * Declares a reader's offsets if it has none. The server keeps them (in one durable consumer per partition), so they outlive
 * the process, and `from` has an effect only the first time.
 */
export async function declareReader(
  jsm: JetStreamManager,
  log: LogPlace,
  reader: string,
  from: ReadFrom,
  ackWaitMs: number,
): Promise<void> {
  const stream = streamOf(log);
  for (const partition of partitionsOf(log)) {
    const name = consumerOf(reader, partition);
    if (await exists(jsm, stream, name)) continue;
    await jsm.consumers.add(stream, {
      durable_name: name,
      filter_subject: subjectOf(log, partition),
      ack_policy: "explicit",
      ack_wait: nanos(ackWaitMs),
      max_deliver: -1,
      // One event at a time keeps the order, redeliveries included.
      max_ack_pending: 1,
      ...startOf(from),
    });
  }
}

/** Deletes a reader's offsets. When it is declared again, it begins at its `from`. Stop it first. */
export async function forgetReader(jsm: JetStreamManager, log: LogPlace, reader: string): Promise<void> {
  const stream = streamOf(log);
  for (const partition of partitionsOf(log)) await jsm.consumers.delete(stream, consumerOf(reader, partition));
}

/** How far a reader is, by partition. */
export async function positionsOf(jsm: JetStreamManager, log: LogPlace, reader: string): Promise<readonly Position[]> {
  const stream = streamOf(log);
  const [{ state }, ...infos] = await Promise.all([
    jsm.streams.info(stream),
    ...partitionsOf(log).map((partition) => jsm.consumers.info(stream, consumerOf(reader, partition))),
  ]);
  return infos.map((info, partition) => ({
    partition,
    readUpTo: info.ack_floor.stream_seq,
    left: info.num_pending + info.num_ack_pending,
    lostAtMost: lostBefore(state.first_seq, info),
  }));
}

/** The number of sequences between the last event delivered to the reader and the first one stored. */
function lostBefore(firstSequence: number, info: ConsumerInfo): number {
  const { delivered, ack_floor, num_waiting, num_ack_pending } = info;
  // A waiting reader has already got everything that was stored.
  if (num_waiting > 0 && num_ack_pending === 0) return 0;
  const seen = Math.max(delivered.stream_seq, ack_floor.stream_seq);
  return Math.max(0, firstSequence - 1 - seen);
}

function startOf(from: ReadFrom): Partial<ConsumerConfig> {
  if (from === "beginning") return { deliver_policy: "all" };
  if (from === "end") return { deliver_policy: "new" };
  if ("sequence" in from) return { deliver_policy: "by_start_sequence", opt_start_seq: from.sequence };
  return { deliver_policy: "by_start_time", opt_start_time: new Date(from.at).toISOString() };
}

async function exists(jsm: JetStreamManager, stream: string, name: string): Promise<boolean> {
  try {
    await jsm.consumers.info(stream, name);
    return true;
  } catch (thrown) {
    if (isRefusal(thrown, Refusal.ConsumerNotFound)) return false;
    throw thrown;
  }
}
