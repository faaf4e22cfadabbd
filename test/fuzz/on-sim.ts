import type { RealmBroker } from "../../engine/broker/realm-broker.ts";
import { createSimBroker } from "../../engine/broker/sim-broker.ts";
import { type OwnerId, ROOT_OWNER, type VirtualClock } from "../../engine/clock/virtual-clock.ts";
import { enterVirtualRealm, VIRTUAL_EPOCH_MS } from "../../engine/clock/virtual-realm.ts";
import type { SimFault } from "../../engine/sim/faults.ts";
import { AS_NATS_SERVER } from "../../engine/sim/timing.ts";
import { untilOver } from "../support/virtual.ts";
import { OrderedClock, type Orders } from "./ordered-clock.ts";
import type { OrderedPlace, Process, Stage } from "./stage.ts";

/** Far beyond what a program takes. */
const LIMIT_MS = 3_600_000;

/** A fresh simulated broker for each program. */
export function simPlace(fault?: SimFault): OrderedPlace {
  return inSim(fault, new Map(), { beginsAt: 0 });
}

/** `moment`: when a program begins by the clock, which is the same for all. */
function inSim(fault: SimFault | undefined, orders: Orders, moment: { beginsAt: number }): OrderedPlace {
  let clock = new OrderedClock(new Map());
  return {
    name: fault === undefined ? "sim" : `sim that ${fault}`,
    async perform(body) {
      clock = new OrderedClock(shifted(orders, moment.beginsAt));
      const leave = enterVirtualRealm(clock, 1);
      try {
        const broker = createSimBroker({
          clock,
          hopMs: 1,
          timing: { ...AS_NATS_SERVER, turns: clock.turns },
          ...(fault === undefined ? {} : { fault }),
        });
        const begins = (unixMs: number) => void (moment.beginsAt = unixMs - VIRTUAL_EPOCH_MS);
        await runIn(clock, broker, (stage) => body({ ...stage, begins }));
      } finally {
        leave();
      }
    },
    choices: () => shifted(clock.choices(), -moment.beginsAt),
    inOrder: (others) => inSim(fault, others, moment),
    close: () => Promise.resolve(),
  };
}

function shifted<T>(byMs: ReadonlyMap<number, T>, ms: number): ReadonlyMap<number, T> {
  return new Map([...byMs].map(([at, value]) => [at + ms, value]));
}

/** Runs `body` on a broker in virtual time until it is over; rejects with what it throws. */
export async function runIn(
  clock: VirtualClock,
  broker: RealmBroker,
  body: (stage: Stage) => Promise<void>,
): Promise<void> {
  await untilOver(clock, body(virtualStage(clock, broker)), { withinMs: LIMIT_MS, what: "the program" });
}

function virtualStage(clock: VirtualClock, broker: RealmBroker): Stage {
  const startAs = (owner: OwnerId, run: () => void, inMs: number) => void clock.setTimeout(run, inMs, owner);
  return {
    clock: clock.rooted(),
    unixNow: () => VIRTUAL_EPOCH_MS + clock.now(),
    setHopMs: (ms) => broker.setHopMs(ms),
    connect: (name) =>
      new Promise((resolve, reject) => {
        startAs(ROOT_OWNER, () => void broker.connect(name).then(resolve, reject), 1);
      }),
    newProcess(name): Process {
      const owner = clock.newOwner();
      return {
        start: (run, inMs) => startAs(owner, run, inMs),
        connect: () => broker.connect(name),
        kill() {
          clock.fence(owner);
          broker.cut(owner);
        },
      };
    },
  };
}
