import type { RealmBroker } from "../../engine/broker/realm-broker.ts";
import { VirtualClock } from "../../engine/clock/virtual-clock.ts";
import { enterVirtualRealm } from "../../engine/clock/virtual-realm.ts";
import type { ConformanceCase, Environment } from "./environment.ts";

/** Far beyond what a case needs, and well under `LONG_MS`. */
const LIMIT_MS = 15_000;
/** A journey there and back again, and everything in between. */
const HOP_MS = 3;

/** Runs one case under virtual time on the broker that `make` makes. Rejects when the case fails or does not end. */
export async function runInRealm(
  { id, run }: ConformanceCase,
  make: (options: { readonly clock: VirtualClock; readonly hopMs: number }) => RealmBroker,
): Promise<void> {
  const clock = new VirtualClock();
  const leave = enterVirtualRealm(clock, 1);
  try {
    const broker = make({ clock, hopMs: HOP_MS });
    const env: Environment = {
      clock,
      namespace: "test",
      connect: (name) => broker.connect(name),
      async dial() {
        const transport = broker.dial();
        await transport.connect();
        return {
          send: (bytes) => transport.send(bytes),
          close: () => transport.disconnect(),
          [Symbol.asyncIterator]: () => transport[Symbol.asyncIterator](),
        };
      },
      earlyMs: 2 * HOP_MS,
      lateMs: 8 * HOP_MS,
      isExact: true,
      stagger: (k) => (k === 0 ? Promise.resolve() : clock.sleep(k)),
      staggers: 12 * HOP_MS,
    };
    let over = false;
    const outcome = run(env).finally(() => (over = true));
    outcome.catch(() => undefined);
    const end = await clock.run({ done: () => over, limitMs: LIMIT_MS });
    if (!over) throw new Error(`${id} did not end: the run's end was '${end}' at ${clock.now()} ms`);
    await outcome;
  } finally {
    leave();
  }
}
