import { randomInt } from "node:crypto";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { basename, join } from "node:path";
import { errorText, NoBrokerError } from "../../kernel/errors.ts";
import { GuardedServer } from "./guarded-server.ts";
import { remedyFor } from "./remedy.ts";
import { MINIMUM_VERSION } from "./version.ts";

/**
 * A nats-server that can be killed and started again: ports and store stay the same over all its lives.
 *
 * Its process is gone after `kill`, and after ours in whatever way that ends; the store is its owner's to remove.
 */
export type LastingServer = {
  /** As the server calls itself, in `cluster.leader` too. */
  readonly name: string;
  readonly url: string;
  readonly port: number;
  /** Resolves when it takes connections. @throws NoBrokerError with what it wrote, when it does not start */
  start(): Promise<void>;
  /** SIGKILL; resolves when it is gone. May be called again. */
  kill(): Promise<void>;
};

export type LastingServerOptions = {
  readonly binary: string;
  /** Where its store lies, and its configuration while it runs; its last part is the server's name. */
  readonly folder: string;
  readonly port: number;
  /** The ports at which the servers of a cluster find each other, its own first; empty for a server by itself. */
  readonly routePorts: readonly number[];
};

export function lastingServer({ binary, folder, port, routePorts }: LastingServerOptions): LastingServer {
  const name = basename(folder);
  let running: { readonly server: GuardedServer; readonly pid: number } | null = null;
  return {
    name,
    url: `nats://127.0.0.1:${port}`,
    port,
    async start() {
      await mkdir(folder, { recursive: true });
      // Goes with this life of the server, as its guard removes the folder that it is given.
      const life = await mkdtemp(join(folder, "life-"));
      const config = join(life, "server.conf");
      await writeFile(config, configText({ name, port, store: join(folder, "store"), routePorts }));
      const server = GuardedServer.spawn(binary, config, life);
      try {
        const { pid } = await server.untilListening();
        server.release();
        running = { server, pid };
      } catch (thrown) {
        await server.stop();
        const message = `${binary} did not start: ${errorText(thrown)}${server.lastWords()}`;
        throw new NoBrokerError(message, remedyFor(MINIMUM_VERSION), { cause: thrown });
      }
    },
    async kill() {
      const life = running;
      running = null;
      life?.server.kill(life.pid);
      await life?.server.stop();
    },
  };
}

type ConfigOptions = Pick<LastingServerOptions, "port" | "routePorts"> & {
  readonly name: string;
  readonly store: string;
};

function configText({ name, port, store, routePorts: [own, ...others] }: ConfigOptions): string {
  const routes = others.map((other) => `"nats://127.0.0.1:${other}"`).join(", ");
  return [
    `listen: "127.0.0.1:${port}"`,
    `server_name: ${JSON.stringify(name)}`,
    `jetstream { store_dir: ${JSON.stringify(store)}, max_mem: 256MB, max_file: 4GB }`,
    ...(own === undefined ? [] : [`cluster { name: "ackademy", listen: "127.0.0.1:${own}", routes: [${routes}] }`]),
    "",
  ].join("\n");
}

/**
 * Different ports of 127.0.0.1 on which nobody listens, below those that systems hand out to connections: while its server
 * is down, nobody is given one of them, and no client that dials it meets itself.
 */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = randomInt(10_000, 32_000);
    if (!found.has(port) && (await isFree(port))) found.add(port);
  }
  return [...found];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
