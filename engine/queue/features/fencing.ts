import type { JetStreamClient } from "@nats-io/jetstream";
import type { KV } from "@nats-io/kv";
import type { JsonValue } from "../../kernel/json.ts";
import { replaceEntry } from "../compare-and-set.ts";
import { namesOf, type QueueConfig } from "../names.ts";
import { checked } from "../config/checked.ts";
import { fencingToken } from "../config/numbers.ts";
import { publishWithRetry } from "../send/send.ts";

/**
 * Fencing tokens: numbers that only grow, one for each run, so that a store can refuse a worker that lost its job while
 * it was paused. JetStream itself does not fence: it accepts the late ack, and its delivery count can go back.
 * (Kleppmann, 'How to do distributed locking', 2016.)
 *
 * FT1  A run that begins later has the greater token: it is the sequence of a message in a stream that keeps one.
 * FT2  A store that has seen a token accepts no smaller one, so what a stale worker writes is refused.
 */
export async function takeToken(js: JetStreamClient, queue: Pick<QueueConfig, "name" | "namespace">): Promise<number> {
  const { seq } = await publishWithRetry(() => js.publish(namesOf(queue).tokenSubject));
  return seq;
}

/** Somebody with a newer token has written: the run that holds this one is stale, and what it does must not count. */
export class StaleTokenError extends Error {
  override readonly name = "StaleTokenError";
}

type Stored = { readonly token: number; readonly value: JsonValue };

/** Values in a KV bucket that remember the token that they were written with (FT2). */
export class FencedStore {
  private readonly bucket: KV;

  constructor(bucket: KV) {
    this.bucket = bucket;
  }

  /** Null for what was never written. */
  async read(key: string): Promise<JsonValue> {
    return (await this.stored(key))?.value ?? null;
  }

  /** Writes once the token is known to be no older than the last one. @throws StaleTokenError */
  async write(key: string, token: number, value: JsonValue): Promise<void> {
    checked(fencingToken, token, `the token for ${key}`);
    for (;;) {
      const before = await this.stored(key);
      if (before !== null && before.token > token) {
        throw new StaleTokenError(`${key} was written with token ${before.token}; ${token} is older`);
      }
      const text = JSON.stringify({ token, value } satisfies Stored);
      if (await replaceEntry(this.bucket, key, text, before?.revision ?? 0)) return;
    }
  }

  private async stored(key: string): Promise<(Stored & { readonly revision: number }) | null> {
    const entry = await this.bucket.get(key);
    if (entry === null) return null;
    if (entry.operation !== "PUT") return { token: 0, value: null, revision: entry.revision };
    return { ...entry.json<Stored>(), revision: entry.revision };
  }
}
