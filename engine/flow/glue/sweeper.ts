import type { KV } from "@nats-io/kv";
import type { Clock } from "../../clock/clock.ts";

/** Visits all orders repeatedly, with a pause in between. An order whose visit fails is visited again in the next sweep. */
export function startSweeper(
  bucket: KV,
  { clock, sweepMs }: { readonly clock: Clock; readonly sweepMs: number },
  sweep: (order: string) => Promise<void>,
): () => void {
  let stopped = false;
  const goOn = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(sweepMs);
      if (stopped) return;
      for (const order of await orderIds(bucket).catch(() => [])) await sweep(order).catch(() => undefined);
    }
  };
  void goOn();
  return () => {
    stopped = true;
  };
}

async function orderIds(bucket: KV): Promise<string[]> {
  const ids: string[] = [];
  for await (const id of await bucket.keys()) ids.push(id);
  return ids.sort();
}
