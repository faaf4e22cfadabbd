import type { VirtualClock } from "../clock/virtual-clock.ts";
import { VIRTUAL_EPOCH_MS } from "../clock/virtual-realm.ts";
import { SimDisk } from "../sim/disk.ts";
import type { RealmServer } from "../sim/memory-transport.ts";
import { SimServer, type SimServerOptions } from "../sim/server.ts";
import { ONLY_SERVER, type OwnServers } from "./broker.ts";
import { createRealmBroker, type RealmBroker } from "./realm-broker.ts";

export type SimBrokerOptions = {
  readonly clock: VirtualClock;
  readonly hopMs: number;
  /** A deliberate fault of the server, which proves that the conformance suite detects it. */
  readonly fault?: SimServerOptions["fault"];
  /** When the server's timers fire. Default: exactly when they are due; or as late as those of nats-server. */
  readonly timing?: SimServerOptions["timing"];
  /** The number of servers that it simulates. Default: 1. */
  readonly servers?: 1 | 3;
  /** How long the election of a new leader takes. Default: 5,000; three real servers took 3,300 to 7,200. */
  readonly electionMs?: number;
};

const ELECTION_MS = 5_000;

/** The simulated server, which can be killed and restarted on its disk. */
export type SimBroker = RealmBroker & { readonly servers: OwnServers };

/** Creates the broker. It must be created and used inside the virtual realm of `clock`. */
export function createSimBroker({ clock, hopMs, servers = 1, ...options }: SimBrokerOptions): SimBroker {
  return servers === 1
    ? oneServer({ clock, hopMs, ...options })
    : severalServers({ clock, hopMs, servers, ...options });
}

function serverOptions({ clock, fault, timing }: SimBrokerOptions): SimServerOptions {
  return {
    clock: clock.rooted(),
    epochMs: VIRTUAL_EPOCH_MS,
    ...(fault === undefined ? {} : { fault }),
    ...(timing === undefined ? {} : { timing }),
  };
}

function severalServers(options: SimBrokerOptions & { readonly servers: number }): SimBroker {
  const { clock, hopMs, electionMs = ELECTION_MS } = options;
  const names = Array.from({ length: options.servers }, (_, n) => `nats-${n + 1}`);
  const server = new SimServer({ ...serverOptions(options), cluster: { names, electionMs } });
  return {
    ...createRealmBroker({ server, clock, hopMs }),
    servers: {
      names,
      kill(name) {
        server.killOne(name);
        return Promise.resolve();
      },
      start(name) {
        server.cluster?.started(name);
        return Promise.resolve();
      },
    },
  };
}

function oneServer(options: SimBrokerOptions): SimBroker {
  const { clock, hopMs } = options;
  const disk = new SimDisk();
  const start = () => new SimServer({ ...serverOptions(options), disk });
  let running: SimServer | null = start();
  const server: RealmServer = { accept: (client) => running?.accept(client) ?? null };
  return {
    ...createRealmBroker({ server, clock, hopMs }),
    servers: {
      names: [ONLY_SERVER],
      kill() {
        running?.kill();
        running = null;
        return Promise.resolve();
      },
      start() {
        running ??= start();
        return Promise.resolve();
      },
    },
  };
}
