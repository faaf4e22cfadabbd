import type { JetStreamClient } from "@nats-io/jetstream";
import { type KV, Kvm } from "@nats-io/kv";
import { replaceEntry } from "../compare-and-set.ts";
import { namesOf, type QueueConfig } from "../names.ts";
import type { RateLimit } from "../config/rate.ts";
import { type Places, readPlaces, returnPlace, takePlace } from "./rate-slots.ts";
import type { ServerTime } from "../server-time.ts";

/** A reserved time slot: when a job may begin by the server's clock, and how long that is from now, milliseconds. */
export type Place = { readonly at: number; readonly waitMs: number };

const KEY = "rate";

/**
 * Keeps a queue's rate over any number of workers. A KV entry holds the reserved time slots; a worker reserves the next one by
 * compare-and-set. (The generic cell rate algorithm without a burst, by the server's clock.)
 *
 * RL1  Two slots are never closer than `perMs / jobs`, provided that all workers use the same rate.
 * RL2  A worker that is stopped gives back its unused slots. A killed worker cannot, so its slots are lost.
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

  /** Opens the limiter of a queue that was declared with a rate. */
  static async of(
    js: JetStreamClient,
    queue: Pick<QueueConfig, "name" | "namespace">,
    rate: RateLimit,
    time: ServerTime,
  ): Promise<RateLimiter> {
    return new RateLimiter(await new Kvm(js).open(namesOf(queue).stateBucket), rate, time);
  }

  /** Reserves the next time slot. */
  async place(): Promise<Place> {
    for (;;) {
      const { places, revision } = await this.read();
      const now = await this.time.now();
      const { at, after } = takePlace(places, now, this.intervalMs);
      if (await this.replace(after, revision)) return { at, waitMs: Math.ceil(at - now) };
    }
  }

  /** Gives back an unused slot (RL2), so that another worker can take it. */
  async giveBack({ at }: Place): Promise<void> {
    for (;;) {
      const { places, revision } = await this.read();
      const after = returnPlace(places, at, this.intervalMs);
      if (after === null || (await this.replace(after, revision))) return;
    }
  }

  private async read(): Promise<{ readonly places: Places | null; readonly revision: number }> {
    const entry = await this.bucket.get(KEY);
    return { places: entry === null ? null : readPlaces(entry.string()), revision: entry?.revision ?? 0 };
  }

  private replace(places: Places, revision: number): Promise<boolean> {
    return replaceEntry(this.bucket, KEY, JSON.stringify(places), revision);
  }
}
