import type { KV } from "@nats-io/kv";
import { isRefusal, Refusal } from "./api-errors.ts";

/**
 * Writes an entry if its revision is still this one, 0 for one that was never written; false if somebody was faster.
 * @throws the client's error for anything else
 */
export async function replaceEntry(bucket: KV, key: string, text: string, revision: number): Promise<boolean> {
  try {
    await (revision === 0 ? bucket.create(key, text) : bucket.update(key, text, revision));
    return true;
  } catch (thrown) {
    if (isRefusal(thrown, Refusal.WrongLastSequence)) return false;
    throw thrown;
  }
}
