import type { JetStreamClient } from "@nats-io/jetstream";
import { type KV, Kvm } from "@nats-io/kv";
import { replaceEntry } from "./compare-and-set.ts";
import { namesOf, type QueueConfig } from "./config.ts";
import type { RateLimit } from "./config/rate.ts";
import type { ServerTime } from "./server-time.ts";

const KEY = "rate";

/**
 * Keeps a queue's rate over any number of workers: the moment from which the next job may begin stands in a KV bucket,
 * and whoever moves it on by one interval (compare-and-set) has the place before it. (The generic cell rate algorithm
 * without a burst; moments are by the server's clock.)
 *
 * RL1  Two places are never closer than `perMs / jobs`: one that was taken and not used is lost, not given twice.
 */
export class RateLimiter {
  private readonly bucket: KV;
  private readonly intervalMs: number;
  private readonly time: ServerTime;

  constructor(bucket: KV, { jobs, perMs }: RateLimit, time: ServerTime) {
    this.bucket = bucket;
    this.intervalMs = perMs / jobs;
    this.time = time;
  }

  /** The limiter of a queue that was declared with a rate. */
  static async of(
    js: JetStreamClient,
    queue: Pick<QueueConfig, "name" | "namespace">,
    rate: RateLimit,
    time: ServerTime,
  ): Promise<RateLimiter> {
    return new RateLimiter(await new Kvm(js).open(namesOf(queue).stateBucket), rate, time);
  }

  /** Takes the next place and says in how many milliseconds it comes. */
  async place(): Promise<number> {
    for (;;) {
      const entry = await this.bucket.get(KEY);
      const now = await this.time.now();
      const at = Math.max(now, entry === null ? 0 : Number(entry.string()));
      if (await replaceEntry(this.bucket, KEY, String(at + this.intervalMs), entry?.revision ?? 0))
        return Math.ceil(at - now);
    }
  }
}
