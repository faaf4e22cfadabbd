import type { JetStreamClient, JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../clock/clock.ts";
import { wallNow } from "../clock/system-clock.ts";
import { unixMsOf } from "../clock/unix-time.ts";
import { connectionOf } from "./send/publish-answers.ts";

/** Clocks drift: how long one comparison of the two is valid. */
const GOOD_FOR_MS = 60_000;

/**
 * The time by the server's clock, which all processes use for deadlines and time stamps. Each process's own `Clock` starts at a
 * different zero.
 */
export class ServerTime {
  private readonly clock: Pick<Clock, "now">;
  private readonly ask: () => Promise<number>;
  private offsetMs: number | null = null;
  private uncertaintyMs = 0;
  private askedAt = 0;

  /** `ask` returns the server's time, Unix milliseconds. */
  constructor(clock: Pick<Clock, "now">, ask: () => Promise<number>) {
    this.clock = clock;
    this.ask = ask;
  }

  async now(): Promise<number> {
    return Math.round(this.clock.now() + (await this.offset()));
  }

  /** The later of this call's time and the server's time: a delay counted from here never ends too early. */
  async nowOrLater(): Promise<number> {
    const calledAt = this.clock.now();
    const offsetMs = await this.offset();
    return Math.ceil(calledAt + offsetMs + this.uncertaintyMs);
  }

  /** Converts a server time to this process's clock. */
  toClock(unixMs: number): number {
    return Math.round(unixMs - (this.offsetMs ?? 0));
  }

  private async offset(): Promise<number> {
    const before = this.clock.now();
    if (this.offsetMs !== null && before - this.askedAt < GOOD_FOR_MS) return this.offsetMs;
    const unixMs = await this.ask();
    const after = this.clock.now();
    this.askedAt = after;
    // The server read its clock somewhere between request and answer.
    this.offsetMs = Math.round(unixMs - (before + after) / 2);
    this.uncertaintyMs = (after - before) / 2;
    return this.offsetMs;
  }
}

const byConnection = new WeakMap<NatsConnection, Map<string, ServerTime>>();

/**
 * The clock of the server that leads a stream, compared with this process's wall clock once a minute per connection. Used for
 * times that the server observes, such as when a delayed job is due.
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

/** The server's time: every answer about a stream has a time stamp. */
export async function askTime(jsm: JetStreamManager, stream: string): Promise<number> {
  const { ts } = (await jsm.streams.info(stream)) as { readonly ts?: string };
  return unixMsOf(ts ?? "");
}
