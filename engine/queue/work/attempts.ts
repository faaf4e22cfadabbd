import type { JetStreamClient } from "@nats-io/jetstream";
import { type KV, Kvm } from "@nats-io/kv";
import { isRefusal, Refusal } from "../api-errors.ts";
import { NO_ENTRY, type RunEntry, withHandBack, withRun } from "./attempt-count.ts";
import { replaceEntry } from "../compare-and-set.ts";
import { namesOf, type QueueConfig } from "../names.ts";
import type { Received } from "./received-job.ts";
import { makeStores } from "../declare/stores.ts";

/** An entry that has not changed for this time is deleted: its job is gone, or the server's count is enough. */
const KEPT_MS = 30 * 24 * 3_600_000;

/**
 * Counts the runs of a queue's jobs (attempt-count.ts), in a KV bucket that is created with the first entry.
 *
 * AT1  An attempt is a run that began. A delivery that did not become a run costs no attempt, whether it was handed back or its
 *      worker was killed while the job waited. (Exception: a job's *first* delivery counts if its worker is killed while the
 *      job waits, unless the job may run only once.)
 * AT2  A job is given up only after a run that had its worker to itself.
 * AT3  The first delivery of a job that may run several times costs no request.
 */
export class Attempts {
  private readonly js: JetStreamClient;
  private readonly queue: QueueConfig;
  private bucket: KV | null = null;

  constructor(js: JetStreamClient, queue: QueueConfig) {
    this.js = js;
    this.queue = queue;
  }

  /** How many of the job's deliveries were not handed back, including this one. */
  async notHandedBack(received: Received): Promise<number> {
    const { attempt } = received.delivery;
    return attempt === 1 ? 1 : attempt - (await this.read(received)).entry.handedBack;
  }

  /** Records that a run begins. `alone`: it has its worker to itself; `seen`: the entry, if it has been read. */
  async begin(received: Received, alone: boolean, seen: Seen): Promise<void> {
    await this.change(received, (entry) => withRun(entry, received.delivery.attempt, alone), seen);
  }

  /** Records that the delivery costs no attempt; the nak that hands the job back follows. */
  async handBack(received: Received, began: boolean): Promise<void> {
    await this.change(received, (entry) => withHandBack(entry, received.delivery.attempt, began));
  }

  /** Deletes the entry of a job that has left its queue. */
  async forget({ message }: Received): Promise<void> {
    await this.bucket?.purge(keyOf(message));
  }

  /** Reads a job's entry. */
  async read({ message }: Received): Promise<Seen> {
    try {
      const bucket = this.bucket ?? (await new Kvm(this.js).open(namesOf(this.queue).runBucket));
      const found = await bucket.get(keyOf(message));
      this.bucket = bucket;
      if (found === null) return NOTHING;
      return { entry: found.operation === "PUT" ? found.json<RunEntry>() : NO_ENTRY, revision: found.revision };
    } catch (thrown) {
      if (!isRefusal(thrown, Refusal.StreamNotFound)) throw thrown;
      // No entry has been written yet.
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

/** An entry as it was read; revision 0: it does not exist. */
export type Seen = { readonly entry: RunEntry; readonly revision: number };
export const NOTHING: Seen = { entry: NO_ENTRY, revision: 0 };

/** A stream that was deleted and created again starts at sequence 1 again, so the key contains the message's time. */
function keyOf({ seq, timestampNanos }: Received["message"]): string {
  return `${seq}-${timestampNanos}`;
}
