import { DeadlineTimer } from "../deadline-timer.ts";
import type { Environment } from "../environment.ts";
import { goTime } from "../wire/go-format.ts";
import { filledHeader, headerText, withHeaders, withoutHeaders } from "../wire/headers.ts";
import type { MessageStore, StoredMessage } from "./message-store.ts";
import { type Firing, nextFiring } from "./schedule-pattern.ts";

/**
 * The messages of one stream that are schedules, and when each produces a message on its target.
 *
 * H1  a subject has at most one schedule: whatever is stored on it next ends the one before, a plain message too, but not
 *     one that another schedule has made;
 * H2  a schedule whose message is gone from the stream never fires;
 * H3  it fires at its millisecond, those of one millisecond in order of sequence. (nats-server looks every 250 ms.)
 */
export type Scheduled = { readonly subject: string; readonly headers: Uint8Array; readonly payload: Uint8Array };

type Schedule = { readonly seq: number; readonly firing: Firing };

export class Scheduler {
  private readonly env: Environment;
  private readonly store: MessageStore;
  private readonly publish: (messages: readonly Scheduled[]) => void;
  private readonly timer: DeadlineTimer;
  private readonly schedules = new Map<string, Schedule>();

  constructor(env: Environment, store: MessageStore, publish: (messages: readonly Scheduled[]) => void) {
    this.env = env;
    this.store = store;
    this.publish = publish;
    this.timer = new DeadlineTimer(env, () => this.run());
  }

  /** A message was stored (H1). */
  stored(message: StoredMessage, firing: Firing | null, isMade: boolean): void {
    if (firing === null) {
      if (this.schedules.size > 0 && !isMade) this.schedules.delete(message.subject);
      return;
    }
    this.schedules.set(message.subject, { seq: message.seq, firing });
    this.timer.wakeBy(this.lookFor(firing.at));
  }

  stop(): void {
    this.timer.cancel();
    this.schedules.clear();
  }

  private run(): void {
    const now = this.env.unixNow();
    const due = [...this.schedules].filter(([, { firing }]) => firing.at <= now);
    const made = due
      .sort(([, a], [, b]) => a.seq - b.seq)
      .flatMap(([subject, schedule]) => this.fire(subject, schedule, now) ?? [])
      .flatMap((one) => Array.from({ length: this.env.faults.firings }, () => one));
    if (made.length > 0) this.publish(made);
    const { scheduleLookMs } = this.env.timing;
    // nats-server forgets what has fired only when it looks again, and does not see what comes next before that.
    this.timer.wakeBy(made.length > 0 && scheduleLookMs > 0 ? now + scheduleLookMs : this.lookFor(this.nextAt()));
  }

  /** What it makes; undefined where the schedule is gone (H2). */
  private fire(subject: string, { seq, firing }: Schedule, now: number): Scheduled | undefined {
    this.schedules.delete(subject);
    const message = this.store.get(seq);
    if (message === undefined) return undefined;
    const text = headerText(message.headers) ?? "";
    const next = firing.repeats ? nextFiring(filledHeader(text, "Nats-Schedule") ?? "", "", firing.at, now) : null;
    if (next !== null && next !== "unsupported") this.schedules.set(subject, { seq, firing: next });
    const source = filledHeader(text, "Nats-Schedule-Source");
    const from = (source === undefined ? undefined : this.store.lastOf(source)) ?? message;
    const added: [string, string][] = [
      ["Nats-Scheduler", subject],
      ["Nats-Schedule-Next", next === null || next === "unsupported" ? "purge" : goTime(next.at)],
    ];
    const ttl = filledHeader(text, "Nats-Schedule-TTL");
    if (ttl !== undefined) added.push(["Nats-TTL", ttl]);
    const rollup = filledHeader(text, "Nats-Schedule-Rollup");
    if (rollup !== undefined) added.push(["Nats-Rollup", rollup]);
    return {
      subject: filledHeader(text, "Nats-Schedule-Target") ?? "",
      headers: withHeaders(withoutHeaders(from.headers, isSchedules), added),
      payload: from.payload,
    };
  }

  private lookFor(at: number): number {
    return Math.max(at, this.env.unixNow() + this.env.timing.scheduleLookMs);
  }

  private nextAt(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const [subject, { seq, firing }] of this.schedules) {
      // A tick for a schedule that was cancelled meanwhile would be for nothing (H2).
      if (this.env.timing.scheduleLookMs === 0 && this.store.get(seq) === undefined) this.schedules.delete(subject);
      else next = Math.min(next, firing.at);
    }
    return next;
  }
}

const NOT_COPIED = ["Nats-Msg-Id", "Nats-TTL", "Nats-Rollup"];

/** Headers that were for the schedule and not for what it makes. */
function isSchedules(name: string): boolean {
  return NOT_COPIED.includes(name) || name.startsWith("Nats-Schedule") || name.startsWith("Nats-Expected-");
}
