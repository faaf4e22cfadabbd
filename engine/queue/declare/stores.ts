import type { JetStreamClient } from "@nats-io/jetstream";
import { isRefusal, Refusal } from "../api-errors.ts";

const MOST_TRIES = 4;

/**
 * Creates streams or buckets by `make`, which leaves existing ones alone, and tries again if the server could not create a
 * store. nats-server removes its folder of streams a moment after the last one was deleted (stream.go, `stop`). A stream that
 * is created at that moment finds its folder gone and is refused; the next request creates it.
 * @throws what `make` throws; after four tries also a refusal of that kind
 */
export async function makeStores<T>(make: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await make();
    } catch (thrown) {
      if (tries === MOST_TRIES || !isRefusal(thrown, Refusal.StreamNotMade)) throw thrown;
    }
  }
}

/** Whether this KV bucket exists; opening one does not check it. */
export async function hasBucket(js: JetStreamClient, name: string): Promise<boolean> {
  try {
    await (await js.jetstreamManager(false)).streams.info(`KV_${name}`);
    return true;
  } catch (thrown) {
    if (isRefusal(thrown, Refusal.StreamNotFound)) return false;
    throw thrown;
  }
}
