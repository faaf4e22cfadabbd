import type { JetStreamClient } from "@nats-io/jetstream";
import { isRefusal, Refusal } from "../api-errors.ts";

const MOST_TRIES = 4;

/**
 * Makes streams or buckets by `make`, which leaves those as they are that are there, and asks again when the server could
 * not make a store. nats-server removes its folder of streams a moment after the last one was deleted (stream.go, `stop`): a
 * stream that is made just then finds the folder gone under it, and is refused. The next request makes it anew.
 * @throws what `make` throws; a refusal of that kind after four tries
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

/** Whether there is such a KV bucket; opening one does not ask. */
export async function hasBucket(js: JetStreamClient, name: string): Promise<boolean> {
  try {
    await (await js.jetstreamManager(false)).streams.info(`KV_${name}`);
    return true;
  } catch (thrown) {
    if (isRefusal(thrown, Refusal.StreamNotFound)) return false;
    throw thrown;
  }
}
