import type { KV } from "@nats-io/kv";
import { isRefusal, Refusal } from "./api-errors.ts";

/**
 * Writes an entry if it still has this revision (0: it was never written). Returns false if someone else was faster.
 * @throws the client's error for any other failure
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
