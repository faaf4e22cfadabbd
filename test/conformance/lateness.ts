import type { NatsConnection } from "@nats-io/nats-core";
import { natsBroker } from "../../engine/broker/nats-broker.ts";
import { systemClock } from "../../engine/clock/system-clock.ts";

const EVERY_MS = 50;
/** Whole runs are planned in times of some hundred milliseconds. */
const TELLS_NOTHING_MS = 100;
const MOST_RUNS = 4;

/**
 * A run in real time, with processes of its own. If it fails on a machine that was late by as much as its times are long, it tells
 * nothing and is made again. `url`: the server that is asked how late it is; null: this process alone is looked at.
 */
export async function untilItTells<T>(url: string | null, run: (nth: number) => Promise<T>): Promise<T> {
  for (let nth = 1; ; nth++) {
    const lateness = new Lateness(url === null ? null : await natsBroker(url).connect("lateness"));
    try {
      return await run(nth);
    } catch (thrown) {
      if (lateness.ms < TELLS_NOTHING_MS || nth === MOST_RUNS) throw thrown;
    } finally {
      await lateness.stop();
    }
  }
}

/**
 * How late this machine is, measured while a case runs: a question to the server every `EVERY_MS`, and how long after its
 * time the answer was here. That is what this process was late by, the server, and the way between them.
 */
export class Lateness {
  private readonly clock = systemClock();
  private readonly connection: NatsConnection | null;
  private longestMs = 0;
  /** When the answer that is awaited should have been there. */
  private dueAt: number;
  private isOver = false;

  /** Without a connection: of this process alone. */
  constructor(connection: NatsConnection | null) {
    this.connection = connection;
    this.dueAt = this.clock.now();
    void this.measure();
  }

  /** The longest so far, in milliseconds. */
  get ms(): number {
    return Math.max(this.longestMs, this.clock.now() - this.dueAt);
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.connection?.close();
  }

  private async measure(): Promise<void> {
    while (!this.isOver && this.connection?.isClosed() !== true) {
      // A connection that ends while it is asked is no lateness.
      await this.connection?.flush().catch(() => undefined);
      this.longestMs = this.ms;
      this.dueAt = this.clock.now() + EVERY_MS;
      await this.clock.sleep(EVERY_MS);
    }
  }
}
