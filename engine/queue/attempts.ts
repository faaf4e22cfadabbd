import type { JetStreamClient } from "@nats-io/jetstream";
import { type KV, Kvm } from "@nats-io/kv";
import { isRefusal, Refusal } from "./api-errors.ts";
import { isWritten, judge, NO_ENTRY, type RunEntry, type Verdict, withHandBack, withRun } from "./attempt-count.ts";
import { replaceEntry } from "./compare-and-set.ts";
import { namesOf, type QueueConfig } from "./config.ts";
import type { Received } from "./received-job.ts";
import { makeStores } from "./stores.ts";

/** An entry that nobody has changed for so long is forgotten: its job is gone, or the server's count will do. */
const KEPT_MS = 30 * 24 * 3_600_000;

/**
 * Counts the runs of a queue's jobs (attempt-count.ts), in a KV bucket that is made when the first entry is written.
 *
 * AT1  An attempt is a run that began: a delivery that became none costs nothing, whether it was handed back or its worker was
 *      killed while the job waited there. (Killed with a job's *first* delivery in its memory: that one counts, unless the job
 *      may run only once.)
 * AT2  A job is given up on only after a run that had its worker to itself.
 * AT3  A first delivery of a job that may run several times costs no request.
 */
export class Attempts {
  private readonly js: JetStreamClient;
  private readonly queue: QueueConfig;
  private bucket: KV | null = null;

  constructor(js: JetStreamClient, queue: QueueConfig) {
    this.js = js;
    this.queue = queue;
  }

  /** What to do with the job that was received. */
  async judge({ message, delivery }: Received, maxAttempts: number | null): Promise<Verdict> {
    const { entry } = delivery.attempt === 1 ? NOTHING : await this.read(keyOf(message));
    return judge(entry, delivery.attempt, maxAttempts);
  }

  /** How many of its deliveries were not handed back, this one included. */
  async notHandedBack({ message, delivery }: Received): Promise<number> {
    if (delivery.attempt === 1) return 1;
    return delivery.attempt - (await this.read(keyOf(message))).entry.handedBack;
  }

  /** Writes down that a run begins. `alone`: with its worker to itself. */
  async begin({ message, delivery }: Received, maxAttempts: number | null, alone: boolean): Promise<void> {
    if (!isWritten(delivery.attempt, maxAttempts)) return;
    await this.change(keyOf(message), (entry) => withRun(entry, delivery.attempt, alone));
  }

  /** Writes down that the delivery costs nothing; the nak that hands it back follows. */
  async handBack({ message, delivery }: Received, began: boolean): Promise<void> {
    await this.change(keyOf(message), (entry) => withHandBack(entry, delivery.attempt, began));
  }

  /** The job has left its queue. */
  async forget({ message }: Received): Promise<void> {
    await this.bucket?.purge(keyOf(message));
  }

  private async change(key: string, next: (entry: RunEntry) => RunEntry): Promise<void> {
    for (;;) {
      const { entry, revision } = await this.read(key);
      const bucket = (this.bucket ??= await this.make());
      if (await replaceEntry(bucket, key, JSON.stringify(next(entry)), revision)) return;
    }
  }

  private async read(key: string): Promise<Written> {
    try {
      const bucket = this.bucket ?? (await new Kvm(this.js).open(namesOf(this.queue).runBucket));
      const found = await bucket.get(key);
      this.bucket = bucket;
      if (found === null) return NOTHING;
      return { entry: found.operation === "PUT" ? found.json<RunEntry>() : NO_ENTRY, revision: found.revision };
    } catch (thrown) {
      if (!isRefusal(thrown, Refusal.StreamNotFound)) throw thrown;
      // Nobody has written anything yet.
      this.bucket = null;
      return NOTHING;
    }
  }

  private make(): Promise<KV> {
    const { replicas = 1, storage = "file" } = this.queue;
    const settings = { replicas, storage, ttl: KEPT_MS };
    return makeStores(() => new Kvm(this.js).create(namesOf(this.queue).runBucket, settings));
  }
}

type Written = { readonly entry: RunEntry; readonly revision: number };
const NOTHING: Written = { entry: NO_ENTRY, revision: 0 };

/** A stream that was deleted and made anew counts its sequences from 1 again: the time tells its messages apart. */
function keyOf({ seq, timestampNanos }: Received["message"]): string {
  return `${seq}-${timestampNanos}`;
}
