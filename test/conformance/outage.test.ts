import { jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { describe, test } from "vitest";
import { natsBroker } from "../../engine/broker/nats-broker.ts";
import { createSimBroker } from "../../engine/broker/sim-broker.ts";
import type { Clock } from "../../engine/clock/clock.ts";
import { systemClock } from "../../engine/clock/system-clock.ts";
import { configuredServer, JETSTREAM } from "../support/configured-server.ts";
import { inVirtualTime } from "../support/virtual.ts";
import { type Kind, KINDS } from "./outage-kinds.ts";

/**
 * The server comes back without JetStream, or without a leader, for far longer than anybody's patience, and then with it.
 * Whoever takes messages goes on, and has reported what was wrong.
 */
const OUTAGE_MS = 45_000;
/** More failures in a row than a worker once had patience for. */
const FAILURES = 50;

/** One stream's server is away, in the model of three. */
function onSim(kind: Kind): Promise<void> {
  return inVirtualTime(async (clock) => {
    const broker = createSimBroker({ clock, hopMs: 1, servers: 3, electionMs: 10 * OUTAGE_MS });
    const connect = (name: string) => broker.connect(name);
    await kind({
      clock,
      connect,
      async outage(stream) {
        const { cluster } = await (await jetstreamManager(await connect("observer"))).streams.info(stream);
        const leader = cluster?.leader ?? "";
        await broker.servers.kill(leader);
        await clock.sleep(OUTAGE_MS);
        await broker.servers.start(leader);
      },
    });
  });
}

/** A real server, on a clock on which pauses take a hundredth of their time: what counts is how often it was tried. */
async function onNats(kind: Kind): Promise<void> {
  const server = await configuredServer();
  const open: NatsConnection[] = [];
  const hurried = hurriedClock();
  try {
    await server.start(JETSTREAM);
    await kind({
      clock: hurried.clock,
      async connect(name) {
        const connection = await natsBroker(server.url).connect(name);
        open.push(connection);
        return connection;
      },
      async outage() {
        await server.kill();
        await server.start("");
        await hurried.untilPauses(FAILURES);
        await server.kill();
        await server.start(JETSTREAM);
      },
    });
  } finally {
    await Promise.all(open.map((connection) => connection.close()));
    await server.close();
  }
}

function hurriedClock(): { readonly clock: Clock; untilPauses(count: number): Promise<void> } {
  const real = systemClock();
  let pauses = 0;
  let waiting: { readonly count: number; readonly tell: () => void } | null = null;
  const sleep = (ms: number) => {
    pauses++;
    if (waiting !== null && pauses >= waiting.count) waiting.tell();
    return real.sleep(ms / 100);
  };
  return {
    clock: { ...real, sleep },
    untilPauses: (more) => new Promise((tell) => (waiting = { count: pauses + more, tell })),
  };
}

const kinds = Object.entries(KINDS);

test.each(kinds)("%s outlives a server without JetStream, on sim", (_name, kind) => onSim(kind));

// Each has a server of its own and mostly waits.
describe.concurrent("in real time", () => {
  test.each(kinds)("%s outlives a server without JetStream, on nats", (_name, kind) => onNats(kind));
});
