import type { NatsConnection } from "@nats-io/nats-core";
import { systemClock } from "../../engine/clock/system-clock.ts";

const EVERY_MS = 50;

/**
 * How late this machine is, measured while a case runs: a question to the server every `EVERY_MS`, and how long after its
 * time the answer was here. That is what this process was late by, the server, and the way between them.
 */
export class Lateness {
  private readonly clock = systemClock();
  private readonly connection: NatsConnection;
  private longestMs = 0;
  /** When the answer that is awaited should have been there. */
  private dueAt: number;
  private isOver = false;

  constructor(connection: NatsConnection) {
    this.connection = connection;
    this.dueAt = this.clock.now();
    void this.measure();
  }

  /** The longest so far, in milliseconds. */
  get ms(): number {
    return Math.max(this.longestMs, this.clock.now() - this.dueAt);
  }

  stop(): Promise<void> {
    this.isOver = true;
    return this.connection.close();
  }

  private async measure(): Promise<void> {
    while (!this.isOver && !this.connection.isClosed()) {
      // A connection that ends while it is asked is no lateness.
      await this.connection.flush().catch(() => undefined);
      this.longestMs = this.ms;
      this.dueAt = this.clock.now() + EVERY_MS;
      await this.clock.sleep(EVERY_MS);
    }
  }
}
