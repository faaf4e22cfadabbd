import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { WorkerLine, WorkerOrder } from "./worker-process.ts";

const SCRIPT = fileURLToPath(new URL("worker-process.ts", import.meta.url));

export type CrewListener = {
  /** What this worker says, while it lives and of what was still in its pipe. */
  said(member: Member, line: WorkerLine): void;
};

export type Member = {
  /** SIGKILL; another takes its place. Resolves when that one works. */
  kill(): Promise<void>;
  pause(): void;
  thaw(): void;
};

/** Worker processes, as many as were asked for: whoever ends is replaced, as a supervisor would do. */
export class Crew {
  /** How often a worker ended that nobody had killed. */
  gaveUp = 0;
  private readonly order: WorkerOrder;
  private readonly listener: CrewListener;
  private readonly members = new Set<Hand>();
  private closing = false;

  private constructor(order: WorkerOrder, listener: CrewListener) {
    this.order = order;
    this.listener = listener;
  }

  static async of(size: number, order: WorkerOrder, listener: CrewListener): Promise<Crew> {
    const crew = new Crew(order, listener);
    await Promise.all(Array.from({ length: size }, () => crew.hire()));
    return crew;
  }

  list(): readonly Member[] {
    return [...this.members];
  }

  async close(): Promise<void> {
    this.closing = true;
    await Promise.all([...this.members].map((hand) => hand.end()));
  }

  /** Resolves when the new one works. */
  private hire(): Promise<void> {
    const hand = new Hand(this.order, (line) => this.listener.said(hand, line));
    this.members.add(hand);
    hand.ended = hand.over.then(async () => {
      this.members.delete(hand);
      if (this.closing) return;
      if (!hand.killed) this.gaveUp++;
      await this.hire();
    });
    return hand.ready;
  }
}

class Hand implements Member {
  /** It is gone, and so is all that it had said. */
  readonly over: Promise<void>;
  readonly ready: Promise<void>;
  /** The same, and its replacement works. */
  ended: Promise<void> = Promise.resolve();
  killed = false;
  private readonly child: ChildProcess;

  constructor(order: WorkerOrder, onLine: (line: WorkerLine) => void) {
    const child = spawn(process.execPath, ["--import", "tsx", SCRIPT, JSON.stringify(order)], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.child = child;
    child.stdin.on("error", () => undefined);
    this.over = new Promise((resolve) => child.once("close", () => resolve()));
    this.ready = new Promise((resolve) => {
      createInterface(child.stdout).on("line", (text) => {
        const line = JSON.parse(text) as WorkerLine;
        if (line.say === "ready") resolve();
        onLine(line);
      });
      // One that ends before it works has a replacement that will.
      void this.over.then(() => resolve());
    });
  }

  async kill(): Promise<void> {
    this.killed = true;
    this.child.kill("SIGKILL");
    await this.over;
    await this.ended;
  }

  pause(): void {
    this.child.kill("SIGSTOP");
  }

  thaw(): void {
    this.child.kill("SIGCONT");
  }

  async end(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.over;
  }
}
