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
 * Private nats-servers on loopback, each of which can be killed and started again on its store: one by itself, or
 * several that are a JetStream cluster.
 *
 * C1  `startCluster` settles when the servers have taken a stream with a copy on each of them.
 * C2  Servers and stores are gone after `stop`, and after this process in whatever way it ends, SIGKILL included.
 */
export type Cluster = {
  readonly servers: readonly LastingServer[];
  readonly urls: readonly string[];
  /** Ends all and removes their stores; resolves when all are gone. May be called again. */
  stop(): Promise<void>;
};

export type ClusterOptions = AcquireOptions & {
  /** How many servers: 1, 3 or 5. */
  readonly size: 1 | 3 | 5;
};

const READY_TIMEOUT_MS = 30_000;
const ASK_EVERY_MS = 100;

/** @throws NoBrokerError when one does not start, or when they do not become a cluster */
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
      // Its own first, then the others'.
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

/** Elections and first greetings take a second or two, and until then the servers say why not, or nothing. */
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
          const message = `${urls.length} servers did not become a cluster: ${errorText(thrown)}`;
          throw new NoBrokerError(message, "Look whether the machine is overloaded, and try again.", { cause: thrown });
        }
        await clock.sleep(ASK_EVERY_MS);
      }
    }
  } finally {
    await connection.close();
  }
}
