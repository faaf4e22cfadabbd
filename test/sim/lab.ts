import { jetstream, type JetStreamClient, jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { type NatsConnection, nuid } from "@nats-io/nats-core";
import { NatsConnectionImpl, setTransportFactory, type Transport } from "@nats-io/nats-core/internal";
import { type OwnerId, ROOT_OWNER, VirtualClock } from "../../engine/clock/virtual-clock.ts";
import { enterVirtualRealm, VIRTUAL_EPOCH_MS } from "../../engine/clock/virtual-realm.ts";
import { MemoryTransport } from "../../engine/sim/memory-transport.ts";
import { type SimFault, SimServer } from "../../engine/sim/server.ts";

/** An official client of the simulated server, and what a test needs to crash it. */
export type Client = {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  readonly transport: MemoryTransport;
  readonly owner: OwnerId;
};

export type Bench = {
  readonly clock: VirtualClock;
  readonly server: SimServer;
  /** Connects a client that is a process of its own. */
  client(): Promise<Client>;
  /** The client's process dies now. */
  crash(client: Client): void;
  /** Runs `body` as the client's process; a crash of it stops it for ever. */
  as(client: Client, body: () => Promise<unknown>): void;
  /** Waits in virtual time, whoever has crashed meanwhile. */
  wait(ms: number): Promise<void>;
};

export type BenchOptions = { readonly fault?: SimFault; readonly hopMs?: number; readonly seed?: number };

const LIMIT_MS = 600_000;

/** Runs `body` in virtual time against a fresh server; rejects with what it throws. */
export async function inSim<T>(body: (bench: Bench) => Promise<T>, options: BenchOptions = {}): Promise<T> {
  const clock = new VirtualClock();
  const fault = options.fault === undefined ? {} : { fault: options.fault };
  const server = new SimServer({ clock: clock.rooted(), epochMs: VIRTUAL_EPOCH_MS, ...fault });
  const leave = enterVirtualRealm(clock, options.seed ?? 1);
  nuid.reset();
  try {
    let outcome: { readonly value: T } | { readonly thrown: unknown } | undefined;
    const bench = makeBench(clock, server, options.hopMs ?? 1);
    clock.setTimeout(() => {
      body(bench).then(
        (value) => (outcome = { value }),
        (thrown: unknown) => (outcome = { thrown }),
      );
    }, 1);
    const end = await clock.run({ done: () => outcome !== undefined, limitMs: LIMIT_MS });
    if (outcome === undefined) throw new Error(`the body did not end: ${end} at ${clock.now()} ms`);
    if ("thrown" in outcome) throw outcome.thrown;
    return outcome.value;
  } finally {
    leave();
  }
}

function makeBench(clock: VirtualClock, server: SimServer, hopMs: number): Bench {
  const bench: Bench = {
    clock,
    server,
    async client() {
      const made = await connect(clock, server, hopMs);
      // Back to the root owner: the test itself must not die with its clients.
      await bench.wait(1);
      return made;
    },
    crash({ owner, transport }) {
      clock.fence(owner);
      transport.cut();
    },
    as({ owner }, body) {
      clock.setTimeout(() => void body(), 1, owner);
    },
    wait: (ms) => new Promise((wake) => void clock.setTimeout(wake, ms, ROOT_OWNER)),
  };
  return bench;
}

function connect(clock: VirtualClock, server: SimServer, hopMs: number): Promise<Client> {
  const owner = clock.newOwner();
  const transport = new MemoryTransport({ server, clock, hopMs }, owner);
  return new Promise((resolve, reject) => {
    clock.setTimeout(() => void dial(transport, owner).then(resolve, reject), 1, owner);
  });
}

async function dial(transport: MemoryTransport, owner: OwnerId): Promise<Client> {
  setTransportFactory({
    factory: (): Transport => transport as MemoryTransport & { closeError: Error },
    defaultPort: 4222,
  });
  const nc = await NatsConnectionImpl.connect({
    servers: ["sim:4222"],
    noAsyncTraces: true,
    ignoreClusterUpdates: true,
    reconnect: false,
  });
  return { nc, js: jetstream(nc), jsm: await jetstreamManager(nc), transport, owner };
}

export const SECOND_NS = 1_000_000_000;
