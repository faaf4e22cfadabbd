import { randomInt } from "node:crypto";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { basename, join } from "node:path";
import { errorText, NoBrokerError } from "../../kernel/errors.ts";
import { GuardedServer } from "./guarded-server.ts";
import { remedyFor } from "./remedy.ts";
import { MINIMUM_VERSION } from "./version.ts";

/**
 * A nats-server that can be killed and restarted with the same ports and the same store.
 *
 * Its process ends with `kill`, and when our process ends in any way. The caller removes the store.
 */
export type LastingServer = {
  /** The server's name, as in `cluster.leader`. */
  readonly name: string;
  readonly url: string;
  readonly port: number;
  /** Resolves when the server accepts connections. @throws NoBrokerError with its output, if it does not start */
  start(): Promise<void>;
  /** Sends SIGKILL. Resolves when the server has ended. May be called again. */
  kill(): Promise<void>;
};

export type LastingServerOptions = {
  readonly binary: string;
  /** The folder of its store and, while it runs, its configuration. The last part of the path is the server's name. */
  readonly folder: string;
  readonly port: number;
  /** The route ports of the servers of a cluster, the server's own first; empty without a cluster. */
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
      // A folder for this start only, because the guard removes it when the server ends.
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
 * Returns different free ports of 127.0.0.1 below the range of ephemeral ports. While a server is down, the system therefore
 * gives its port to no other connection, and a client that dials the port does not connect to itself.
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
