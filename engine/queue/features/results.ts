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

/** The state of a job, as its sender and its workers reported it. */
export type JobStatus = {
  /**
   * `waiting`: not begun; `terminated` and `expired`: it left the queue without being done; `dead`: it was dead-lettered.
   */
  readonly state: "waiting" | "running" | "retrying" | "done" | "dead" | "terminated" | "expired";
  readonly attempt: number;
  readonly streamSequence: number;
  /** The last progress that its handler reported. */
  readonly progress?: JsonValue;
  /** The return value of its handler, if it is done. */
  readonly result?: JsonValue;
  /** The last failure; for a job that is done, why its result could not be kept. */
  readonly error?: string;
};

/** A job did not end within the caller's timeout. */
export class ResultTimeoutError extends Error {
  override readonly name = "ResultTimeoutError";
}

export type Report = Omit<JobStatus, "attempt" | "streamSequence">;

/**
 * The states of a queue's jobs, in a KV bucket. A state belongs to one message: a job that is sent again is `waiting`, whatever
 * happened to the earlier message.
 *
 * TR1  A job's end is stored before the job leaves its queue, so a job that is gone has a result.
 * TR2  A job that is done stays done: a late report of a paused worker, or of an earlier message of this job, changes nothing.
 */
export class Results {
  /** The largest value that it can store, in bytes of JSON. */
  readonly mostBytes: number;
  private readonly bucket: KV;

  constructor(bucket: KV, mostBytes: number) {
    this.bucket = bucket;
    this.mostBytes = mostBytes;
  }

  /** Opens the results of a queue that was declared with `results`. */
  static async of(js: JetStreamClient, queue: Pick<QueueConfig, "name" | "namespace">): Promise<Results> {
    return new Results(await new Kvm(js).open(namesOf(queue).resultBucket), mostStorable(js));
  }

  /** The same; null if the queue was declared without `results`. */
  static async find(js: JetStreamClient, queue: Pick<QueueConfig, "name" | "namespace">): Promise<Results | null> {
    return (await hasBucket(js, namesOf(queue).resultBucket)) ? Results.of(js, queue) : null;
  }

  /** Records that the job is in its queue, as the message at this sequence, or will be when its delay has passed. */
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

  /** If space is short, the job's end takes precedence over its progress. */
  private textOf(status: JobStatus): string {
    const text = JSON.stringify(status);
    if (status.progress === undefined || bytesOf(text, this.mostBytes) <= this.mostBytes) return text;
    const { progress: _, ...rest } = status;
    return JSON.stringify(rest);
  }

  /** The job's state; null if it was never sent, or its state was deleted. */
  async read(job: string): Promise<JobStatus | null> {
    return statusIn(await this.bucket.get(tokenOf(job)));
  }

  /** Resolves with the job's state when it has ended. @throws ResultTimeoutError */
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

/** TR2: whether the new state replaces the one before. */
export function supersedes(now: JobStatus, before: JobStatus | null): boolean {
  if (before === null) return true;
  if (now.streamSequence !== before.streamSequence) return now.streamSequence > before.streamSequence;
  if (before.state === "done" || now.state === "waiting") return false;
  return now.attempt >= before.attempt || now.state === "done";
}

/** The last progress is kept until a new message of the job is sent. */
function keptOf(before: JobStatus | null, streamSequence: number): Pick<JobStatus, "progress"> {
  return before?.progress === undefined || before.streamSequence !== streamSequence
    ? {}
    : { progress: before.progress };
}

function statusIn(entry: KvEntry | null): JobStatus | null {
  return entry === null || entry.operation !== "PUT" ? null : entry.json<JobStatus>();
}
