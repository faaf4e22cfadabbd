import type { JetStreamClient } from "@nats-io/jetstream";
import type { KV } from "@nats-io/kv";
import type { JsonValue } from "../../kernel/json.ts";
import { replaceEntry } from "../compare-and-set.ts";
import { namesOf, type QueueConfig } from "../names.ts";
import { checked } from "../config/checked.ts";
import { fencingToken } from "../config/numbers.ts";
import { publishWithRetry } from "../send/send.ts";

/**
 * Fencing tokens: increasing numbers, one per run, by which a store can refuse a worker that lost its job while it was paused.
 * JetStream itself does not fence: it accepts the late ack, and its delivery count can decrease.
 * (Kleppmann, 'How to do distributed locking', 2016.)
 *
 * FT1  A run that begins later has a greater token: the sequence of a message in a stream that keeps only one message.
 * FT2  A store that has seen a token accepts no smaller one, so a stale worker's writes are refused.
 */
export async function takeToken(js: JetStreamClient, queue: Pick<QueueConfig, "name" | "namespace">): Promise<number> {
  const { seq } = await publishWithRetry(() => js.publish(namesOf(queue).tokenSubject));
  return seq;
}

/** The value was written with a newer token: the run with the older token is stale, and its work must not count. */
export class StaleTokenError extends Error {
  override readonly name = "StaleTokenError";
}

type Stored = { readonly token: number; readonly value: JsonValue };

/** A store of values in a KV bucket; each remembers the token of its last write (FT2). */
export class FencedStore {
  private readonly bucket: KV;

  constructor(bucket: KV) {
    this.bucket = bucket;
  }

  /** Returns the value; null if it was never written. */
  async read(key: string): Promise<JsonValue> {
    return (await this.stored(key))?.value ?? null;
  }

  /** Writes the value if the token is no older than that of the last write. @throws StaleTokenError */
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
