import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { errorText, NoBrokerError } from "../../kernel/errors.ts";
import { acquireNatsServer, type AcquireOptions } from "./acquire.ts";
import { GuardedServer } from "./guarded-server.ts";
import { remedyFor } from "./remedy.ts";
import { MINIMUM_VERSION } from "./version.ts";

/**
 * A private nats-server with JetStream on a free loopback port.
 *
 * N1  The server picks its port, and the port is read from its log. A port that was probed before could be taken meanwhile.
 * N2  `startNatsServer` settles when the server has answered, or has failed. The error contains the server's output.
 * N3  Server and folder are removed by `stop`, by `kill`, and when this process ends in any way, SIGKILL included (see
 *     guard.ts). A running server does not keep this process alive.
 */
export type NatsServer = {
  /** `nats://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  readonly version: string;
  readonly pid: number;
  /** The folder of its configuration and its store. It is removed with the server. */
  readonly folder: string;
  /** Ends the server and removes its folder. Resolves when both are done. May be called again. */
  stop(): Promise<void>;
  /** Kills the server at once (SIGKILL), as a crash would. Its folder is removed afterwards. */
  kill(): void;
};

export async function startNatsServer(options: AcquireOptions = {}): Promise<NatsServer> {
  if (process.platform === "win32") {
    const remedy = "Start a nats-server yourself and connect to its URL.";
    throw new NoBrokerError("a private nats-server cannot be started on Windows", remedy);
  }
  const binary = await acquireNatsServer(options);
  const folder = await mkdtemp(join(tmpdir(), "ackademy-nats-"));
  const config = join(folder, "server.conf");
  await writeFile(config, configText(folder));
  const server = GuardedServer.spawn(binary.path, config, folder);
  try {
    const { port, pid } = await server.untilListening();
    const info = await server.failingWithIt(readInfo(port));
    server.release();
    return {
      url: `nats://127.0.0.1:${port}`,
      port,
      version: info.version,
      pid,
      folder,
      stop: () => server.stop(),
      kill: () => server.kill(pid),
    };
  } catch (thrown) {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
    const message = `${binary.path} did not start: ${errorText(thrown)}${server.lastWords()}`;
    throw new NoBrokerError(message, remedyFor(MINIMUM_VERSION), { cause: thrown });
  }
}

/** The storage limits suit a lab, not a service. */
function configText(folder: string): string {
  return [
    'listen: "127.0.0.1:-1"',
    `server_name: ${JSON.stringify(basename(folder))}`,
    `jetstream { store_dir: ${JSON.stringify(join(folder, "store"))}, max_mem: 256MB, max_file: 4GB }`,
    "",
  ].join("\n");
}

/** Reads the first line of the protocol, which proves that the server answers. */
function readInfo(port: number): Promise<{ version: string }> {
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect({ host: "127.0.0.1", port });
    socket.setEncoding("utf8");
    socket.once("error", reject);
    socket.once("end", () => reject(new Error("it closed the connection without an INFO line")));
    socket.on("data", (text: string) => {
      received += text;
      const line = /^INFO (\{.*\})\s*\r\n/.exec(received)?.[1];
      if (line === undefined) return;
      socket.destroy();
      resolve(JSON.parse(line) as { version: string });
    });
  });
}
