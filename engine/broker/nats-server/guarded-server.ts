import { type ChildProcess, spawn } from "node:child_process";
import { systemClock } from "../../clock/system-clock.ts";
import { GUARD_SCRIPT } from "./guard.ts";

const START_TIMEOUT_MS = 20_000;

/** A nats-server under its guard (see guard.ts). */
export class GuardedServer {
  private readonly guard: ChildProcess;
  private readonly ended: Promise<string>;
  private written = "";
  private onWritten: () => void = () => {};

  /** Starts it in its own session, so that Ctrl-C in a terminal reaches only our process, which then shuts it down. */
  static spawn(binary: string, config: string, folder: string): GuardedServer {
    const args = ["-c", GUARD_SCRIPT, "nats-server-guard", binary, config, folder];
    return new GuardedServer(spawn("/bin/sh", args, { stdio: ["pipe", "ignore", "pipe"], detached: true, cwd: "/" }));
  }

  private constructor(guard: ChildProcess) {
    this.guard = guard;
    this.ended = new Promise((resolve) => {
      guard.once("error", (error) => resolve(error.message));
      guard.once("close", (code, signal) => resolve(`it ended with ${signal ?? `code ${code}`}`));
    });
    // Closing the pipe fails if its reader has ended. `ended` reports the result.
    guard.stdin?.on("error", () => {});
    guard.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.written = (this.written + text).slice(-4000);
      this.onWritten();
    });
  }

  /** Resolves with the server's port and process id, which it reads from the server's log. */
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

  /** Settles like `work`, but rejects if the server ends first or is not ready in time. */
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

  /** The server no longer keeps this process alive (N3). */
  release(): void {
    this.setReferenced(false);
  }

  /** Ends the server by SIGKILL. Resolves when it has ended and `folder` is removed. May be called again. */
  async stop(): Promise<void> {
    this.setReferenced(true);
    this.guard.stdin?.end();
    await this.ended;
  }

  /** Kills the server at once. The guard then removes its folder. */
  kill(pid: number): void {
    if (this.guard.exitCode !== null || this.guard.signalCode !== null) return;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // The server has already ended.
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

/** Parses `[<pid>] <date> [INF] Listening for client connections on 127.0.0.1:<port>`; undefined until the line is complete. */
export function parseListening(log: string): Listening | undefined {
  const match = /^\[(\d+)\].*Listening for client connections on .*:(\d+)\r?\n/m.exec(log);
  return match ? { pid: Number(match[1]), port: Number(match[2]) } : undefined;
}
