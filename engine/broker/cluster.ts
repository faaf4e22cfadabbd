import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import { systemClock } from "../clock/system-clock.ts";
import { errorText, NoBrokerError } from "../kernel/errors.ts";
import { natsBroker } from "./nats-broker.ts";
import { acquireNatsServer, type AcquireOptions } from "./nats-server/acquire.ts";
import { guardFolder } from "./nats-server/guarded-folder.ts";
import { freePorts, lastingServer, type LastingServer } from "./nats-server/lasting-server.ts";

/**
 * Private nats-servers on loopback, each of which can be killed and restarted on its store: a single one, or a JetStream
 * cluster.
 *
 * C1  `startCluster` settles when the servers have stored a stream with a replica on each of them.
 * C2  Servers and stores are removed by `stop`, and when this process ends in any way, SIGKILL included.
 */
export type Cluster = {
  readonly servers: readonly LastingServer[];
  readonly urls: readonly string[];
  /** Ends all servers and removes their stores. Resolves when this is done. May be called again. */
  stop(): Promise<void>;
};

export type ClusterOptions = AcquireOptions & {
  /** The number of servers. */
  readonly size: 1 | 3 | 5;
};

const READY_TIMEOUT_MS = 30_000;
const ASK_EVERY_MS = 100;

/** Starts the servers. @throws NoBrokerError when one does not start, or when they do not form a cluster within 30 s */
export async function startCluster({ size, ...options }: ClusterOptions): Promise<Cluster> {
  const { path: binary } = await acquireNatsServer(options);
  const folder = await mkdtemp(join(tmpdir(), "ackademy-nats-"));
  const guard = guardFolder(folder);
  const ports = await freePorts(2 * size);
  const routes = ports.slice(size);
  const servers = ports.slice(0, size).map((port, n) =>
    lastingServer({
      binary,
      folder: join(folder, `nats-${n + 1}`),
      port,
      // The server's own port first.
      routePorts: size === 1 ? [] : [...routes.slice(n), ...routes.slice(0, n)],
    }),
  );
  const urls = servers.map(({ url }) => url);
  const stop = async () => {
    await Promise.all(servers.map((server) => server.kill()));
    await guard.removeFolder();
  };
  try {
    await Promise.all(servers.map((server) => server.start()));
    await untilReplicated(urls);
    return { servers, urls, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

/** Waits until a replicated stream can be created. Elections take a second or two; until then, requests fail or time out. */
async function untilReplicated(urls: readonly string[]): Promise<void> {
  const clock = systemClock();
  const connection = await natsBroker(urls).connect("cluster-check");
  try {
    const manager = await jetstreamManager(connection, { checkAPI: false, timeout: 1_000 });
    for (;;) {
      try {
        await manager.streams.add({ name: "cluster-check", num_replicas: urls.length });
        await manager.streams.delete("cluster-check");
        return;
      } catch (thrown) {
        if (clock.now() > READY_TIMEOUT_MS) {
          const message = `${urls.length} nats-servers did not form a cluster within ${READY_TIMEOUT_MS} ms: ${errorText(thrown)}`;
          throw new NoBrokerError(message, "Check whether the machine is overloaded, and try again.", {
            cause: thrown,
          });
        }
        await clock.sleep(ASK_EVERY_MS);
      }
    }
  } finally {
    await connection.close();
  }
}
