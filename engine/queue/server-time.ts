import type { JetStreamManager } from "@nats-io/jetstream";
import type { Clock } from "../clock/clock.ts";
import { unixMsOf } from "../clock/unix-time.ts";

/** Clocks drift: how long one comparison of the two is good for. */
const GOOD_FOR_MS = 60_000;

/**
 * The time by the server's clock, which keeps the deadlines and stamps what several processes write; each of them counts
 * its own `Clock` from a zero of its own.
 */
export class ServerTime {
  private readonly clock: Clock;
  private readonly ask: () => Promise<number>;
  private offsetMs: number | null = null;
  private askedAt = 0;

  /** `ask` says what the server's clock shows, Unix milliseconds. */
  constructor(clock: Clock, ask: () => Promise<number>) {
    this.clock = clock;
    this.ask = ask;
  }

  async now(): Promise<number> {
    return Math.round(this.clock.now() + (await this.offset()));
  }

  /** The same moment on this process's clock. */
  toClock(unixMs: number): number {
    return Math.round(unixMs - (this.offsetMs ?? 0));
  }

  private async offset(): Promise<number> {
    const before = this.clock.now();
    if (this.offsetMs !== null && before - this.askedAt < GOOD_FOR_MS) return this.offsetMs;
    const unixMs = await this.ask();
    const after = this.clock.now();
    this.askedAt = after;
    // The server looked at its clock somewhere between question and answer.
    this.offsetMs = Math.round(unixMs - (before + after) / 2);
    return this.offsetMs;
  }
}

/** Every answer about a stream says when it was given. */
export async function askTime(jsm: JetStreamManager, stream: string): Promise<number> {
  const { ts } = (await jsm.streams.info(stream)) as { readonly ts?: string };
  return unixMsOf(ts ?? "");
}
