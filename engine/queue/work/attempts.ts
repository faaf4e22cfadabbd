import type { JetStreamClient } from "@nats-io/jetstream";
import { type KV, Kvm } from "@nats-io/kv";
import { isRefusal, Refusal } from "../api-errors.ts";
import { NO_ENTRY, type RunEntry, withHandBack, withRun } from "./attempt-count.ts";
import { replaceEntry } from "../compare-and-set.ts";
import { namesOf, type QueueConfig } from "../names.ts";
import type { Received } from "./received-job.ts";
import { makeStores } from "../declare/stores.ts";

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

  /** How many of its deliveries were not handed back, this one included. */
  async notHandedBack(received: Received): Promise<number> {
    const { attempt } = received.delivery;
    return attempt === 1 ? 1 : attempt - (await this.read(received)).entry.handedBack;
  }

  /** Writes down that a run begins. `alone`: with its worker to itself; `seen`: what was read of the job, if anything. */
  async begin(received: Received, alone: boolean, seen: Seen): Promise<void> {
    await this.change(received, (entry) => withRun(entry, received.delivery.attempt, alone), seen);
  }

  /** Writes down that the delivery costs nothing; the nak that hands it back follows. */
  async handBack(received: Received, began: boolean): Promise<void> {
    await this.change(received, (entry) => withHandBack(entry, received.delivery.attempt, began));
  }

  /** The job has left its queue. */
  async forget({ message }: Received): Promise<void> {
    await this.bucket?.purge(keyOf(message));
  }

  /** What is written down of a job. */
  async read({ message }: Received): Promise<Seen> {
    try {
      const bucket = this.bucket ?? (await new Kvm(this.js).open(namesOf(this.queue).runBucket));
      const found = await bucket.get(keyOf(message));
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

  private async change(received: Received, next: (entry: RunEntry) => RunEntry, seen?: Seen): Promise<void> {
    let { entry, revision } = seen ?? (await this.read(received));
    for (;;) {
      const bucket = (this.bucket ??= await this.make());
      if (await replaceEntry(bucket, keyOf(received.message), JSON.stringify(next(entry)), revision)) return;
      ({ entry, revision } = await this.read(received));
    }
  }

  private make(): Promise<KV> {
    const { replicas = 1, storage = "file" } = this.queue;
    const settings = { replicas, storage, ttl: KEPT_MS };
    return makeStores(() => new Kvm(this.js).create(namesOf(this.queue).runBucket, settings));
  }
}

/** An entry as it was read; revision 0: there is none. */
export type Seen = { readonly entry: RunEntry; readonly revision: number };
export const NOTHING: Seen = { entry: NO_ENTRY, revision: 0 };

/** A stream that was deleted and made anew counts its sequences from 1 again: the time tells its messages apart. */
function keyOf({ seq, timestampNanos }: Received["message"]): string {
  return `${seq}-${timestampNanos}`;
}
