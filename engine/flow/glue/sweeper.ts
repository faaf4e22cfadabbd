import type { KV } from "@nats-io/kv";
import type { Clock } from "../../clock/clock.ts";

/** Goes through all orders, again and again, with a rest between; what fails is looked at the next time. */
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
