import type { VirtualClock } from "../clock/virtual-clock.ts";
import { VIRTUAL_EPOCH_MS } from "../clock/virtual-realm.ts";
import type { RealmServer } from "../sim/memory-transport.ts";
import { Disk } from "../wasm/disk.ts";
import type { ServerProgram } from "../wasm/program.ts";
import { ServerProcess } from "../wasm/server-process.ts";
import { ONLY_SERVER, type OwnServers } from "./broker.ts";
import { createRealmBroker, type RealmBroker } from "./realm-broker.ts";

/** nats-server, compiled to WebAssembly, in this realm and under its virtual clock. */
export type WasmBroker = RealmBroker & {
  /** The disk of its servers. */
  readonly disk: Disk;
  /** The current server. */
  readonly process: ServerProcess;
  /** Starts a new server on the same disk. The previous one must have ended. */
  restart(): ServerProcess;
  readonly servers: OwnServers;
};

export type WasmBrokerOptions = {
  readonly program: ServerProgram;
  readonly clock: VirtualClock;
  readonly hopMs: number;
  /** The seed of the server's randomness. Default: 1. */
  readonly seed?: number | undefined;
  readonly onLog?: ((line: string) => void) | undefined;
};

/** Creates the broker. It must be created and used inside the virtual realm of `clock`. */
export function createWasmBroker({ program, clock, hopMs, seed = 1, onLog }: WasmBrokerOptions): WasmBroker {
  const disk = new Disk();
  const start = () =>
    new ServerProcess({ program, clock: clock.rooted(), epochMs: VIRTUAL_EPOCH_MS, disk, seed, onLog });
  let process = start();
  const server: RealmServer = { accept: (client) => (process.isEnded ? null : process.accept(client)) };
  return {
    ...createRealmBroker({ server, clock, hopMs }),
    disk,
    get process() {
      return process;
    },
    restart() {
      process = start();
      return process;
    },
    servers: {
      names: [ONLY_SERVER],
      kill() {
        process.kill();
        return Promise.resolve();
      },
      async start() {
        if (process.isEnded) process = start();
        await process.ready;
      },
    },
  };
}
