import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { systemClock } from "../../clock/system-clock.ts";
import { errorText, NoBrokerError } from "../../kernel/errors.ts";
import { acquireNatsServer, type AcquireOptions } from "./acquire.ts";
import { GUARD_SCRIPT } from "./guard.ts";
import { remedyFor } from "./remedy.ts";
import { MINIMUM_VERSION } from "./version.ts";

/**
 * A private nats-server with JetStream on a free loopback port.
 *
 * N1  The server picks its port and its log says which: nothing is probed and given away in between, no file is watched.
 * N2  `startNatsServer` settles when the server has answered, or has failed; what it wrote is in the error.
 * N3  Server and folder are gone after `stop`, after `kill`, and after this process in whatever way it ends, SIGKILL
 *     included (see guard.ts); a server that nobody stopped does not keep this process alive.
 */
export type NatsServer = {
  /** `nats://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  readonly version: string;
  readonly pid: number;
  /** Holds its configuration and its store; goes with the server. */
  readonly folder: string;
  /** Ends it and removes its folder; resolves when both are gone. May be called again. */
  stop(): Promise<void>;
  /** SIGKILLs it at once, as a crash would; its folder follows. */
  kill(): void;
};

const START_TIMEOUT_MS = 20_000;

export async function startNatsServer(options: AcquireOptions = {}): Promise<NatsServer> {
  if (process.platform === "win32") {
    const remedy = "Start one yourself and connect to its URL.";
    throw new NoBrokerError("a private nats-server cannot be started on Windows", remedy);
  }
  const binary = await acquireNatsServer(options);
  const folder = await mkdtemp(join(tmpdir(), "ackademy-nats-"));
  const config = join(folder, "server.conf");
  await writeFile(config, configText(folder));
  const server = new GuardedServer(spawnGuarded(binary.path, config, folder));
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

/** The limits are reservations for a lab, not for a service. */
function configText(folder: string): string {
  return [
    'listen: "127.0.0.1:-1"',
    `server_name: ${JSON.stringify(basename(folder))}`,
    `jetstream { store_dir: ${JSON.stringify(join(folder, "store"))}, max_mem: 256MB, max_file: 4GB }`,
    "",
  ].join("\n");
}

/** In a session of its own, so that Ctrl-C in a terminal reaches us alone and we end it in order. */
function spawnGuarded(binary: string, config: string, folder: string): ChildProcess {
  return spawn("/bin/sh", ["-c", GUARD_SCRIPT, "nats-server-guard", binary, config, folder], {
    stdio: ["pipe", "ignore", "pipe"],
    detached: true,
    cwd: "/",
  });
}

class GuardedServer {
  private readonly guard: ChildProcess;
  private readonly ended: Promise<string>;
  private written = "";
  private onWritten: () => void = () => {};

  constructor(guard: ChildProcess) {
    this.guard = guard;
    this.ended = new Promise((resolve) => {
      guard.once("error", (error) => resolve(error.message));
      guard.once("close", (code, signal) => resolve(`it ended with ${signal ?? `code ${code}`}`));
    });
    // The reader may be gone before we close the pipe; `ended` says how it went.
    guard.stdin?.on("error", () => {});
    guard.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.written = (this.written + text).slice(-4000);
      this.onWritten();
    });
  }

  /** Port and process id, from the server's own log. */
  untilListening(): Promise<Listening> {
    return this.failingWithIt(
      new Promise((resolve) => {
        this.onWritten = () => {
          const listening = parseListening(this.written);
          if (listening === undefined) return;
          this.onWritten = () => {};
          resolve(listening);
        };
      }),
    );
  }

  /** `work`'s outcome, unless the server ends first or takes too long. */
  failingWithIt<T>(work: Promise<T>): Promise<T> {
    const clock = systemClock();
    return new Promise((resolve, reject) => {
      const tooLong = () => reject(new Error(`it was not ready after ${START_TIMEOUT_MS} ms`));
      const timer = clock.setTimeout(tooLong, START_TIMEOUT_MS);
      const settle = () => clock.clearTimeout(timer);
      work.then(resolve, reject).finally(settle);
      void this.ended.then((how) => reject(new Error(how))).finally(settle);
    });
  }

  /** From now on the server alone does not keep this process alive (N3). */
  release(): void {
    this.setReferenced(false);
  }

  async stop(): Promise<void> {
    this.setReferenced(true);
    this.guard.stdin?.end();
    await this.ended;
  }

  /** The guard then does the rest. */
  kill(pid: number): void {
    if (this.guard.exitCode !== null || this.guard.signalCode !== null) return;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself a moment ago.
    }
  }

  lastWords(): string {
    const words = this.written.trim();
    return words === "" ? "" : `\n${words}`;
  }

  private setReferenced(referenced: boolean): void {
    const handles = [this.guard, this.guard.stdin, this.guard.stderr] as unknown as { ref(): void; unref(): void }[];
    for (const handle of handles) {
      if (referenced) handle.ref();
      else handle.unref();
    }
  }
}

type Listening = { readonly port: number; readonly pid: number };

/** `[<pid>] <date> [INF] Listening for client connections on 127.0.0.1:<port>`, once the whole line is there. */
export function parseListening(log: string): Listening | undefined {
  const match = /^\[(\d+)\].*Listening for client connections on .*:(\d+)\r?\n/m.exec(log);
  return match ? { pid: Number(match[1]), port: Number(match[2]) } : undefined;
}

/** The first line of the protocol: the server is up and speaks it. */
function readInfo(port: number): Promise<{ version: string }> {
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect({ host: "127.0.0.1", port });
    socket.setEncoding("utf8");
    socket.once("error", reject);
    socket.once("end", () => reject(new Error("it closed the connection without a greeting")));
    socket.on("data", (text: string) => {
      received += text;
      const line = /^INFO (\{.*\})\s*\r\n/.exec(received)?.[1];
      if (line === undefined) return;
      socket.destroy();
      resolve(JSON.parse(line) as { version: string });
    });
  });
}
