import type { RealmBroker } from "../../engine/broker/realm-broker.ts";
import { VirtualClock } from "../../engine/clock/virtual-clock.ts";
import { enterVirtualRealm } from "../../engine/clock/virtual-realm.ts";
import { untilOver } from "../support/virtual.ts";
import type { ConformanceCase, Environment } from "./environment.ts";

/** Far beyond what a case needs, and well under `LONG_MS`. */
const LIMIT_MS = 15_000;
/** A journey there and back again, and everything in between. */
const HOP_MS = 3;

type MakeBroker = (options: { readonly clock: VirtualClock; readonly hopMs: number }) => RealmBroker;

/** Runs one case under virtual time on the broker that `make` makes. Rejects when the case fails or does not end. */
export async function runInRealm(one: ConformanceCase, make: MakeBroker): Promise<void> {
  const clock = new VirtualClock();
  const leave = enterVirtualRealm(clock, 1);
  try {
    await perform(one, clock, make({ clock, hopMs: HOP_MS }), "test");
  } finally {
    leave();
  }
}

/**
 * As `runInRealm`, but all cases share one broker, each in a namespace of its own and with connections of its own, as on a
 * real server. After a failure the next case gets a new one.
 */
export function runInOneRealm(make: MakeBroker): (one: ConformanceCase) => Promise<void> {
  let running: { readonly clock: VirtualClock; readonly broker: RealmBroker } | undefined;
  return async (one) => {
    const clock = running?.clock ?? new VirtualClock();
    const leave = enterVirtualRealm(clock, 1);
    try {
      running ??= { clock, broker: make({ clock, hopMs: HOP_MS }) };
      await perform(one, clock, running.broker, one.id.toLowerCase());
      running.broker.cut(clock.currentOwner);
    } catch (thrown) {
      running = undefined;
      throw thrown;
    } finally {
      leave();
    }
  };
}

async function perform(
  { id, run }: ConformanceCase,
  clock: VirtualClock,
  broker: RealmBroker,
  namespace: string,
): Promise<void> {
  await untilOver(clock, run(environment(clock, broker, namespace)), { withinMs: LIMIT_MS, what: id });
}

function environment(clock: VirtualClock, broker: RealmBroker, namespace: string): Environment {
  return {
    clock,
    namespace,
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
    measuredLateMs: 2 * HOP_MS,
    isExact: true,
    stagger: (k) => (k === 0 ? Promise.resolve() : clock.sleep(k)),
    staggers: 12 * HOP_MS,
  };
}
