import type { JetStreamClient } from "@nats-io/jetstream";
import { type KV, type KvEntry, Kvm } from "@nats-io/kv";
import type { Clock } from "../../clock/clock.ts";
import type { JsonValue } from "../../kernel/json.ts";
import type { Delivery } from "../../trace/events/job.ts";
import { replaceEntry } from "../compare-and-set.ts";
import { namesOf, tokenOf, type QueueConfig } from "../names.ts";
import { mostStorable } from "../send/message-size.ts";
import { bytesOf } from "../storable.ts";
import { hasBucket } from "../declare/stores.ts";

/** How far a job is, as its sender and its workers said. */
export type JobStatus = {
  /**
   * `waiting`: nobody has begun it; `terminated` and `expired`: it left the queue undone; `dead`: it is among the dead
   * dead letters.
   */
  readonly state: "waiting" | "running" | "retrying" | "done" | "dead" | "terminated" | "expired";
  readonly attempt: number;
  readonly streamSequence: number;
  /** What its handler last said of its progress. */
  readonly progress?: JsonValue;
  /** What its handler returned, if it is done. */
  readonly result?: JsonValue;
  /** Of the last failure; of a job that is done, why its result could not be kept. */
  readonly error?: string;
};

/** A job did not end within the time that its requester had. */
export class ResultTimeoutError extends Error {
  override readonly name = "ResultTimeoutError";
}

export type Report = Omit<JobStatus, "attempt" | "streamSequence">;

/**
 * The states of a queue's jobs, in a KV bucket. A state belongs to one message: a job that is sent again waits, whatever
 * became of the one before.
 *
 * TR1  How a job ended is stored before it leaves its queue: who finds it gone finds its result.
 * TR2  What was done stays done: a paused worker that reports late, or of an earlier message of this name, changes
 *      nothing.
 */
export class Results {
  /** What a value in it may have, as JSON. */
  readonly mostBytes: number;
  private readonly bucket: KV;

  constructor(bucket: KV, mostBytes: number) {
    this.bucket = bucket;
    this.mostBytes = mostBytes;
  }

  /** Those of a queue that was declared with `results`. */
  static async of(js: JetStreamClient, queue: Pick<QueueConfig, "name" | "namespace">): Promise<Results> {
    return new Results(await new Kvm(js).open(namesOf(queue).resultBucket), mostStorable(js));
  }

  /** The same; null when the queue was declared without. */
  static async find(js: JetStreamClient, queue: Pick<QueueConfig, "name" | "namespace">): Promise<Results | null> {
    return (await hasBucket(js, namesOf(queue).resultBucket)) ? Results.of(js, queue) : null;
  }

  /** The job is in its queue, as the message at this sequence, or will be when its time comes. */
  waits(job: string, streamSequence: number): Promise<void> {
    return this.report({ job, attempt: 0, streamSequence }, { state: "waiting" });
  }

  async report({ job, attempt, streamSequence }: Omit<Delivery, "queue">, report: Report): Promise<void> {
    for (;;) {
      const entry = await this.bucket.get(tokenOf(job));
      const before = statusIn(entry);
      const now: JobStatus = { ...keptOf(before, streamSequence), ...report, attempt, streamSequence };
      if (!supersedes(now, before)) return;
      if (await replaceEntry(this.bucket, tokenOf(job), this.textOf(now), entry?.revision ?? 0)) return;
    }
  }

  /** How a job ended has room before how far it was. */
  private textOf(status: JobStatus): string {
    const text = JSON.stringify(status);
    if (status.progress === undefined || bytesOf(text, this.mostBytes) <= this.mostBytes) return text;
    const { progress: _, ...rest } = status;
    return JSON.stringify(rest);
  }

  /** Null for a job that was never sent, or that is forgotten. */
  async read(job: string): Promise<JobStatus | null> {
    return statusIn(await this.bucket.get(tokenOf(job)));
  }

  /** Settles when the job has ended, with how. @throws ResultTimeoutError */
  async ended(job: string, clock: Clock, timeoutMs: number): Promise<JobStatus> {
    const updates = await this.bucket.watch({ key: tokenOf(job) });
    const timer = clock.setTimeout(() => updates.stop(), timeoutMs);
    try {
      for await (const entry of updates) {
        const status = statusIn(entry);
        if (status !== null && isEnd(status)) return status;
      }
    } finally {
      clock.clearTimeout(timer);
      updates.stop();
    }
    throw new ResultTimeoutError(`${job} has not ended within ${timeoutMs} ms`);
  }
}

export function isEnd({ state }: JobStatus): boolean {
  return state !== "waiting" && state !== "running" && state !== "retrying";
}

/** TR2, as a rule of two states. */
export function supersedes(now: JobStatus, before: JobStatus | null): boolean {
  if (before === null) return true;
  if (now.streamSequence !== before.streamSequence) return now.streamSequence > before.streamSequence;
  if (before.state === "done" || now.state === "waiting") return false;
  return now.attempt >= before.attempt || now.state === "done";
}

/** The last word on its progress outlives what follows, but for a new message. */
function keptOf(before: JobStatus | null, streamSequence: number): Pick<JobStatus, "progress"> {
  return before?.progress === undefined || before.streamSequence !== streamSequence
    ? {}
    : { progress: before.progress };
}

function statusIn(entry: KvEntry | null): JobStatus | null {
  return entry === null || entry.operation !== "PUT" ? null : entry.json<JobStatus>();
}
