import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { stopwatchMs, systemClock } from "../../../engine/clock/system-clock.ts";

/** A server that the bench has started, with a folder of its own. */
export type Started = { readonly port: number; stop(): Promise<void> };

/** A program that is to be had from a Debian package, and where it may lie. */
export type Program = { readonly command: string; readonly aptPackage: string; readonly folders?: readonly string[] };

const MOST_MS = 60_000;
const PAUSE_MS = 50;
const clock = systemClock();

/** Its path; installs the package as root on Debian, as `npm test` does with Chromium. @throws one line with what to install */
export function ensure({ command, aptPackage, folders = [] }: Program): string {
  const found = find(command, folders);
  if (found !== undefined) return found;
  const apt = find("apt-get", []);
  if (process.getuid?.() === 0 && apt !== undefined) {
    const run = (...args: string[]) =>
      spawnSync(apt, args, {
        stdio: ["ignore", "ignore", "inherit"],
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" },
      }).status === 0;
    if (run("update") && run("install", "-y", "--no-install-recommends", aptPackage)) {
      const now = find(command, folders);
      if (now !== undefined) return now;
    }
  }
  throw new Error(`no ${command} here: install Debian's package ${aptPackage}, or leave it out with --without`);
}

function find(command: string, folders: readonly string[]): string | undefined {
  const all = [...folders, ...(process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "")];
  return all.map((folder) => join(folder, command)).find((path) => isExecutable(path));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export function makeFolder(name: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `ackademy-${name}-`));
}

/** Free now; whoever takes it in between makes the server fail, and says so. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** A child that does not outlive this process, and what it has printed so far. */
export class Child {
  readonly ended: Promise<void>;
  private readonly child: ChildProcess;
  private printed = "";

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv) {
    this.child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    this.child.unref();
    const note = (text: Buffer) => (this.printed = (this.printed + text.toString()).slice(-2_000));
    this.child.stdout?.on("data", note);
    this.child.stderr?.on("data", note);
    this.ended = new Promise((tell) => {
      this.child.once("exit", () => tell());
      this.child.once("error", () => tell());
    });
    process.once("exit", () => this.kill("SIGKILL"));
  }

  /** Resolves when something answers at the port. @throws with its last words if it ends before that */
  async listening(port: number): Promise<void> {
    const giveUpAt = stopwatchMs() + MOST_MS;
    while (!(await answers(port))) {
      // A refusal comes at once, and asking on and on would keep the server from starting.
      await clock.sleep(PAUSE_MS);
      if (this.child.exitCode !== null || stopwatchMs() > giveUpAt) {
        throw new Error(`${this.child.spawnfile} does not start: ${this.printed.trim()}`);
      }
    }
  }

  async stop(folder: string): Promise<void> {
    this.child.ref();
    this.kill("SIGTERM");
    await this.ended;
    await rm(folder, { recursive: true, force: true });
  }

  /** All of its process group. */
  private kill(signal: NodeJS.Signals): void {
    try {
      if (this.child.pid !== undefined) process.kill(-this.child.pid, signal);
    } catch {
      // It has ended already.
    }
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((tell) => {
    const socket = connect({ port, host: "127.0.0.1" });
    const end = (isThere: boolean) => {
      socket.destroy();
      tell(isThere);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}
