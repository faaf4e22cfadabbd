import type { JetStreamClient, JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../clock/clock.ts";
import { wallNow } from "../clock/system-clock.ts";
import { unixMsOf } from "../clock/unix-time.ts";
import { connectionOf } from "./send/publish-answers.ts";

/** Clocks drift: how long one comparison of the two is good for. */
const GOOD_FOR_MS = 60_000;

/**
 * The time by the server's clock, which keeps the deadlines and stamps what several processes write; each of them counts
 * its own `Clock` from a zero of its own.
 */
export class ServerTime {
  private readonly clock: Pick<Clock, "now">;
  private readonly ask: () => Promise<number>;
  private offsetMs: number | null = null;
  private uncertaintyMs = 0;
  private askedAt = 0;

  /** `ask` says what the server's clock shows, Unix milliseconds. */
  constructor(clock: Pick<Clock, "now">, ask: () => Promise<number>) {
    this.clock = clock;
    this.ask = ask;
  }

  async now(): Promise<number> {
    return Math.round(this.clock.now() + (await this.offset()));
  }

  /** When it was called, and no earlier than what the server's clock showed: a delay from here never ends too early. */
  async nowOrLater(): Promise<number> {
    const calledAt = this.clock.now();
    const offsetMs = await this.offset();
    return Math.ceil(calledAt + offsetMs + this.uncertaintyMs);
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
    this.uncertaintyMs = (after - before) / 2;
    return this.offsetMs;
  }
}

const byConnection = new WeakMap<NatsConnection, Map<string, ServerTime>>();

/**
 * The clock of the server that leads a stream, compared with this process's wall clock once a minute for each connection:
 * for moments that the server keeps, such as when a delayed job is due.
 */
export function serverTimeOf(js: JetStreamClient, stream: string): ServerTime {
  const connection = connectionOf(js);
  const times = byConnection.get(connection) ?? new Map<string, ServerTime>();
  byConnection.set(connection, times);
  const ask = async () => askTime(await js.jetstreamManager(false), stream);
  const time = times.get(stream) ?? new ServerTime({ now: wallNow }, ask);
  times.set(stream, time);
  return time;
}

/** Every answer about a stream says when it was given. */
export async function askTime(jsm: JetStreamManager, stream: string): Promise<number> {
  const { ts } = (await jsm.streams.info(stream)) as { readonly ts?: string };
  return unixMsOf(ts ?? "");
}
