import { DeadlineTimer } from "../deadline-timer.ts";
import type { Environment } from "../environment.ts";
import { goTime } from "../wire/go-format.ts";
import { filledHeader, type HeaderText, headerText, withHeaders, withoutHeaders } from "../wire/headers.ts";
import type { MessageStore, StoredMessage } from "./message-store.ts";
import { type Firing, nextFiring, zoneOf } from "./schedule-pattern.ts";
import { TtlWheel } from "./ttl-wheel.ts";

/**
 * The schedules of one stream: messages that produce messages on their targets at their times.
 *
 * H1  A subject has at most one schedule. The next message on the subject ends it, even a plain one, but not a message that
 *     another schedule has produced.
 * H2  A schedule whose message was removed from the stream never fires.
 * H3  Schedules fire exactly when they are due; those of one millisecond in order of sequence. (nats-server checks every
 *     250 ms. Its timer wheel does not forget removed schedules at once, so some checks find nothing.)
 */
export type Scheduled = { readonly subject: string; readonly headers: Uint8Array; readonly payload: Uint8Array };

type Schedule = { readonly seq: number; readonly firing: Firing; readonly hasFired?: true };

export class Scheduler {
  private readonly env: Environment;
  private readonly store: MessageStore;
  private readonly publish: (messages: readonly Scheduled[]) => void;
  private readonly timer: DeadlineTimer;
  private readonly schedules = new Map<string, Schedule>();
  private readonly wheel = new TtlWheel();

  constructor(env: Environment, store: MessageStore, publish: (messages: readonly Scheduled[]) => void) {
    this.env = env;
    this.store = store;
    this.publish = publish;
    this.timer = new DeadlineTimer(env, () => this.run());
  }

  /** Called for each stored message (H1). */
  stored(message: StoredMessage, firing: Firing | null, isMade: boolean): void {
    if (firing === null) {
      if (this.schedules.size > 0 && !isMade) this.forget(message.subject);
      return;
    }
    this.set(message.subject, { seq: message.seq, firing });
    this.timer.wakeBy(this.lookFor(this.isExact ? firing.at : this.wheel.next));
  }

  stop(): void {
    this.timer.cancel();
    this.schedules.clear();
  }

  private get isExact(): boolean {
    return this.env.timing.scheduleLookMs === 0;
  }

  private set(subject: string, schedule: Schedule): void {
    this.forget(subject);
    this.schedules.set(subject, schedule);
    this.wheel.add(schedule.seq, schedule.firing.at);
  }

  private forget(subject: string): void {
    const known = this.schedules.get(subject);
    if (known === undefined) return;
    this.schedules.delete(subject);
    this.wheel.remove(known.seq);
  }

  private run(): void {
    const now = this.env.unixNow();
    this.forgetGone(now);
    const made = this.wheel
      .over(now)
      .flatMap((seq) => this.fire(seq, now) ?? [])
      .flatMap((one) => Array.from({ length: this.env.faults.firings }, () => one));
    if (made.length > 0) this.publish(made);
    if (this.isExact) {
      // Avoids a tick for a schedule that was cancelled (H2).
      this.forgetGone(Number.POSITIVE_INFINITY);
      this.wheel.settle();
    }
    this.timer.wakeBy(this.lookFor(this.wheel.next));
  }

  private forgetGone(dueBy: number): void {
    for (const [subject, { seq, firing }] of this.schedules) {
      if (firing.at <= dueBy && this.store.get(seq) === undefined) this.forget(subject);
    }
  }

  /** The message that a schedule produces; undefined if it has fired and is not removed yet. */
  private fire(seq: number, now: number): Scheduled | undefined {
    const message = this.store.get(seq);
    const schedule = message === undefined ? undefined : this.schedules.get(message.subject);
    if (message === undefined || schedule === undefined || schedule.hasFired === true) return undefined;
    const { subject } = message;
    const { firing } = schedule;
    const text = headerText(message.headers) ?? "";
    const next = firing.repeats ? following(text, firing.at, now) : null;
    if (next !== null) this.set(subject, { seq, firing: next });
    else if (this.isExact) this.forget(subject);
    else this.schedules.set(subject, { ...schedule, hasFired: true });
    const source = filledHeader(text, "Nats-Schedule-Source");
    const from = (source === undefined ? undefined : this.store.lastOf(source)) ?? message;
    const added: [string, string][] = [
      ["Nats-Scheduler", subject],
      ["Nats-Schedule-Next", next === null ? "purge" : goTime(next.at)],
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
}

/** The next firing of a repeating schedule after the one at `at`. */
function following(text: HeaderText, at: number, now: number): Firing | null {
  const zone = zoneOf(text);
  return zone === "unknown" ? null : nextFiring(filledHeader(text, "Nats-Schedule") ?? "", zone, at, now);
}

const NOT_COPIED = ["Nats-Msg-Id", "Nats-TTL", "Nats-Rollup"];

/** Whether a header belongs to the schedule and not to the produced message. */
function isSchedules(name: string): boolean {
  return NOT_COPIED.includes(name) || name.startsWith("Nats-Schedule") || name.startsWith("Nats-Expected-");
}
