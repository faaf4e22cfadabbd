import { type Action, answerJob, commandJob, SERVICE_QUEUES } from "../flow/order/order.ts";
import type { Fault } from "../scenario/faults/registry.ts";
import { CrashPoint } from "../trace/crash-point.ts";
import { actionsOf, type Cast, PATIENCE_MS } from "./cast.ts";
import type { Draws } from "./draws.ts";

/**
 * Draws one random fault. A downtime of all coordinators is one crash of each of them.
 *
 * Faults from which no design can recover are not drawn. These are the loss of a shop's request that the broker has
 * confirmed, and the loss of the reply to the shop, unless the shop repeats its requests: only the shop waits for an answer
 * to them. A mail's last try is not lost either: to give up on a mail is a business decision (see order-machine.ts).
 */
export function drawFault(draws: Draws, cast: Cast, n: number, longPauses: boolean): readonly Fault[] {
  return new FaultDraw(draws, cast, n, longPauses).faults();
}

const COORDINATOR_POINTS = [
  CrashPoint.BeforeLoad,
  CrashPoint.BeforeSave,
  CrashPoint.AfterSave,
  CrashPoint.BeforePublish,
  CrashPoint.BeforeSchedule,
  CrashPoint.BeforeUnschedule,
  CrashPoint.BeforeAck,
  CrashPoint.AfterAck,
] as const;
/** The crash points that a coordinator passes with the name of the job that starts a flow. */
const START_POINTS = [
  CrashPoint.BeforeLoad,
  CrashPoint.BeforeSave,
  CrashPoint.AfterSave,
  CrashPoint.BeforeAck,
  CrashPoint.AfterAck,
] as const;
const SERVICE_POINTS = [
  CrashPoint.BeforeEffect,
  CrashPoint.BeforeReply,
  CrashPoint.BeforeAck,
  CrashPoint.AfterAck,
] as const;

export const SHOP = "shop";

/** A place that is listed twice is drawn twice as often. */
const PLACES = [
  "coordinator at a moment",
  "coordinator's pass",
  "coordinator's pass",
  "start",
  "publish",
  "publish",
  "service at a moment",
  "service's work",
  "service's work",
  "shop at a moment",
] as const;

/** Below, around and above the visibility timeouts (1.5, 3 and 5 s) and the timeout of a step (2 s). */
const PAUSES_MS = [
  [50, 1_000],
  [1_200, 2_400],
  [2_500, 3_500],
  [4_500, 6_000],
  [8_000, 14_000],
] as const;
/** Longer than the server's deduplication window. */
const LONG_PAUSE_MS = [121_000, 150_000] as const;
const LONG_ONE_IN = 6;
const DELAYED_MS = [
  [10, 500],
  [500, 2_500],
  [2_500, 4_000],
] as const;

/** Orders are in progress for about this long after the last request. */
const AFTERWARDS_MS = 4_000;
/** About how often a coordinator passes a crash point in a run. */
const PASSES = 20;

type Place = Extract<Fault, { kind: "crash" }>["at"];

class FaultDraw {
  private readonly draws: Draws;
  private readonly cast: Cast;
  private readonly n: number;
  private readonly longPauses: boolean;

  constructor(draws: Draws, cast: Cast, n: number, longPauses: boolean) {
    this.draws = draws;
    this.cast = cast;
    this.n = n;
    this.longPauses = longPauses;
  }

  faults(): readonly Fault[] {
    const kind = this.oneOf("fault", [
      "crash",
      "crash",
      "crash",
      "pause",
      "pause",
      "wire",
      "wire",
      "downtime",
    ] as const);
    if (kind === "wire") return [this.wire()];
    if (kind === "downtime") return this.downtime();
    const at = this.place();
    return [kind === "crash" ? { kind, at } : { kind, at, forMs: this.pauseMs() }];
  }

  private downtime(): readonly Fault[] {
    const atMs = this.moment();
    return Array.from({ length: this.cast.coordinators }, (_, n) => ({
      kind: "crash",
      at: { actor: `coordinator-${n + 1}`, atMs },
    }));
  }

  private place(): Place {
    const where = this.oneOf("place", PLACES);
    switch (where) {
      case "coordinator at a moment":
        return { actor: this.coordinator(), atMs: this.moment() };
      case "coordinator's pass":
        return this.coordinatorPass();
      case "start":
        return { job: this.order(), attempt: 1, point: this.oneOf("point", START_POINTS) };
      case "publish":
        return this.publish();
      case "service at a moment":
        return this.serviceAtMoment();
      case "shop at a moment":
        return { actor: SHOP, atMs: this.moment() };
      case "service's work":
        return { job: this.command(), attempt: this.delivery(), point: this.oneOf("point", SERVICE_POINTS) };
    }
  }

  /** Only the first two may be long, so that the rest fits into the run. */
  private pauseMs(): number {
    const long = this.longPauses && this.n <= 2 && this.draws.oneIn(["long", this.n], LONG_ONE_IN);
    return long ? this.int("pause", ...LONG_PAUSE_MS) : this.oneOfRanges("pause", PAUSES_MS);
  }

  private coordinatorPass(): Place {
    const most = Math.ceil(PASSES / this.cast.coordinators);
    return { actor: this.coordinator(), nth: this.int("nth", 1, most), point: this.oneOf("point", COORDINATOR_POINTS) };
  }

  private publish(): Place {
    const job = this.oneInSix("answer") ? answerJob(this.order()) : this.command();
    return { job, attempt: this.delivery(), point: CrashPoint.BeforePublish };
  }

  private serviceAtMoment(): Place {
    const service = this.oneOf("service", SERVICE_QUEUES);
    return { actor: `${service}-${this.int("worker", 1, this.cast.workers[service])}`, atMs: this.moment() };
  }

  private wire(): Fault {
    const what = this.oneOf("what", ["lose", "delay", "duplicate"] as const);
    const message = this.oneOf("message", ["command", "command", "reply", "reply", "shop"] as const);
    if (what === "lose") return { kind: "wire", what, job: this.lost(message) };
    const job = { command: () => this.command(), reply: () => this.reply(), shop: () => this.ofShop() }[message]();
    return { kind: "wire", what, job, delayMs: this.oneOfRanges("held back", DELAYED_MS) };
  }

  private lost(message: "command" | "reply" | "shop"): string {
    if (message === "reply") return this.reply();
    return message === "shop" && this.cast.shopWaitsMs < PATIENCE_MS ? this.ofShop() : this.losable();
  }

  /** A command whose answer a coordinator waits for, with a try left after its loss. */
  private losable(): string {
    const action = this.action();
    return commandJob(this.order(), action, action === "notify" ? 1 : this.tryNumber());
  }

  private command(): string {
    return commandJob(this.order(), this.action(), this.tryNumber());
  }

  /** Mostly an action that is commanded, because a fault that never strikes tests nothing. */
  private action(): Action {
    const any = this.draws.oneIn(["any action", this.n], 5);
    return this.oneOf<Action>("action", actionsOf(this.cast, this.order(), any));
  }

  private reply(): string {
    return `reply-${this.command()}-${this.delivery()}`;
  }

  private ofShop(): string {
    return this.oneInSix("asked") ? this.order() : answerJob(this.order());
  }

  private order(): string {
    return this.oneOf("order", this.cast.orders);
  }

  private coordinator(): string {
    return `coordinator-${this.int("coordinator", 1, this.cast.coordinators)}`;
  }

  private tryNumber(): number {
    return this.oneOf("try", [1, 1, 1, 1, 1, 2]);
  }

  private delivery(): number {
    return this.oneOf("delivery", [1, 1, 1, 1, 1, 2]);
  }

  /** One in three moments is the same moment. */
  private moment(): number {
    const { everyMs, orders } = this.cast;
    const which = this.int("together", 1, 3) === 1 ? 0 : this.n;
    return this.draws.int(["moment", which], 0, orders.length * everyMs + AFTERWARDS_MS);
  }

  private oneInSix(what: string): boolean {
    return this.draws.oneIn([what, this.n], 6);
  }

  private oneOfRanges(what: string, ranges: readonly [readonly [number, number], ...(readonly [number, number])[]]) {
    const [min, max] = this.oneOf(`${what} range`, ranges);
    return this.int(what, min, max);
  }

  private oneOf<T>(what: string, values: readonly [T, ...T[]]): T {
    return this.draws.oneOf([what, this.n], values);
  }

  private int(what: string, min: number, max: number): number {
    return this.draws.int([what, this.n], min, max);
  }
}
