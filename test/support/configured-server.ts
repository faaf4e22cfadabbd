import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { acquireNatsServer } from "../../engine/broker/nats-server/acquire.ts";
import { GuardedServer } from "../../engine/broker/nats-server/guarded-server.ts";
import { freePorts } from "../../engine/broker/nats-server/lasting-server.ts";

/** A real nats-server whose configuration a test writes, anew for each of its lives; port and store stay. */
export type ConfiguredServer = {
  readonly url: string;
  readonly port: number;
  /** Where its store lies, for a configuration that says more of it than `JETSTREAM`. */
  readonly store: string;
  /** Resolves when it takes connections. `JETSTREAM` in the text stands for a store of its own. */
  start(config: string): Promise<void>;
  kill(): Promise<void>;
  /** Ends it and removes its store. */
  close(): Promise<void>;
};

export const JETSTREAM = "# with JetStream";

export async function configuredServer(): Promise<ConfiguredServer> {
  const { path: binary } = await acquireNatsServer();
  const folder = await mkdtemp(join(tmpdir(), "ackademy-nats-"));
  const [port = 0] = await freePorts(1);
  let running: GuardedServer | null = null;
  const kill = async () => {
    await running?.stop();
    running = null;
  };
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    store: join(folder, "store"),
    async start(config) {
      const life = await mkdtemp(join(folder, "life-"));
      const file = join(life, "server.conf");
      const store = `jetstream { store_dir: ${JSON.stringify(join(folder, "store"))}, max_mem: 64MB, max_file: 1GB }`;
      await writeFile(file, `listen: "127.0.0.1:${port}"\n${config.replace(JETSTREAM, store)}\n`);
      running = GuardedServer.spawn(binary, file, life);
      await running.untilListening();
    },
    kill,
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
