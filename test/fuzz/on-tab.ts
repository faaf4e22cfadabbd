import type { RealmBroker } from "../../engine/broker/realm-broker.ts";
import { createTabBroker } from "../../engine/broker/tab-broker.ts";
import { type OwnerId, ROOT_OWNER, VirtualClock } from "../../engine/clock/virtual-clock.ts";
import { enterVirtualRealm, VIRTUAL_EPOCH_MS } from "../../engine/clock/virtual-realm.ts";
import type { TabFault } from "../../engine/tab/faults.ts";
import { AS_NATS_SERVER } from "../../engine/tab/timing.ts";
import type { Process, Stage, Venue } from "./stage.ts";

/** Far beyond what a program takes. */
const LIMIT_MS = 3_600_000;

/** A fresh in-tab broker for each program. */
export function tabVenue(fault?: TabFault): Venue {
  return {
    name: fault === undefined ? "tab" : `tab that ${fault}`,
    perform: (body) => inTab(body, fault),
    close: () => Promise.resolve(),
  };
}

async function inTab(body: (stage: Stage) => Promise<void>, fault: TabFault | undefined): Promise<void> {
  const clock = new VirtualClock();
  const leave = enterVirtualRealm(clock, 1);
  try {
    const broker = createTabBroker({
      clock,
      hopMs: 1,
      timing: AS_NATS_SERVER,
      ...(fault === undefined ? {} : { fault }),
    });
    await runIn(clock, broker, body);
  } finally {
    leave();
  }
}

/** Runs `body` on a broker in virtual time until it is over; rejects with what it throws. */
export async function runIn(
  clock: VirtualClock,
  broker: RealmBroker,
  body: (stage: Stage) => Promise<void>,
): Promise<void> {
  let over = false;
  const outcome = body(virtualStage(clock, broker)).finally(() => (over = true));
  outcome.catch(() => undefined);
  const end = await clock.run({ done: () => over, limitMs: clock.now() + LIMIT_MS });
  if (!over) throw new Error(`the program did not end: '${end}' at ${clock.now()} ms`);
  await outcome;
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
