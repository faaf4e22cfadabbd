import type { Hindrance } from "../actors/planned-faults.ts";
import type { ActorSpec } from "../actors/kinds/registry.ts";
import type { Clock } from "../clock/clock.ts";
import type { EventBody } from "../trace/events.ts";
import type { EventId } from "../trace/event.ts";
import type { RecordedEvent } from "../trace/recorder.ts";
import type { Host, RunningActor } from "./host.ts";

/**
 * The supervisor starts actors, restarts them after crashes, and records their crashes and pauses, because neither a crashed
 * nor a paused actor can record anything.
 *
 * S1  At most one incarnation of an actor runs at a time; the next one has the next number.
 * S2  A crash is recorded once, after everything that the incarnation had recorded.
 * S3  After `stopAll`, no actor is started, and none stays paused.
 * S4  A paused actor cannot be paused again. A crash ends the pause together with the incarnation.
 * S5  A deployment stops an actor gracefully and starts its next incarnation, of the new version, as soon as it has ended.
 *     A crashed actor restarts at its usual time, as the new version.
 * S6  A removed actor stops gracefully and starts again only when it is added.
 */

/** The child spec of one actor. `restartAfterMs`: the delay of a restart after a crash; null: no restart. */
export type ChildSpec = {
  readonly spec: ActorSpec;
  readonly restartAfterMs: number | null;
  /** The actor's next version, which a deployment starts; absent: the actor cannot be deployed. */
  readonly next?: ActorSpec;
};

export type SupervisorOptions = {
  readonly host: Host;
  /** Its timers must not depend on any actor. */
  readonly clock: Clock;
  readonly stamp: () => { readonly at: number; readonly tick: number | null };
  readonly sink: (event: RecordedEvent) => void;
};

type Life = ChildSpec & {
  spec: ActorSpec;
  /** It was stopped so that its next version can start. */
  replaced: boolean;
  /** It was killed, and what it had recorded is still being read (S2). */
  dying: boolean;
  incarnation: number;
  running: RunningActor | null;
  paused: { readonly event: EventId; readonly by: Hand } | null;
  /** The number of pauses of this incarnation so far. */
  pauses: number;
  /** S6 */
  removed: boolean;
  /** Calls once an incarnation after this one has started, or none will. */
  readonly waiting: { readonly after: number; readonly done: () => void }[];
};
/** The cause of a pause or a resumption. */
type Hand = "fault" | "intervention";
type Because = { readonly by: Hand; readonly cause: EventId | null };
/** `forMs`: the length of the pause; null: until somebody resumes the actor. */
type Pause = Because & { readonly forMs: number | null };
type Crash = {
  readonly by: "fault" | "intervention" | "unexpected";
  readonly detail: string;
  readonly cause: EventId | null;
};

export class Supervisor {
  private readonly lives = new Map<string, Life>();
  private readonly options: SupervisorOptions;
  /** Planned faults that have struck, by their index in the scenario. */
  private readonly struck = new Set<number>();
  private closing = false;

  constructor(options: SupervisorOptions) {
    this.options = options;
  }

  start(child: ChildSpec): void {
    this.keep(child);
    this.add(child.spec.name);
  }

  /** Makes the actor known without starting it. */
  keep(child: ChildSpec): void {
    const idle = { incarnation: 0, running: null, replaced: false, dying: false, paused: null, pauses: 0 };
    this.lives.set(child.spec.name, { ...child, ...idle, removed: true, waiting: [] });
  }

  knows(name: string): boolean {
    return this.lives.has(name);
  }

  /** Starts an actor that was removed, or that never started. Returns false for any other, and after `stopAll`. */
  add(name: string): boolean {
    const life = this.lives.get(name);
    if (!life?.removed || this.closing) return false;
    life.removed = false;
    // It is still on its way out: its end starts it again.
    if (life.running) life.replaced = true;
    else this.startNext(life);
    return true;
  }

  /** Stops the actor gracefully; it does not come back by itself (S6). Returns false if it is removed, or unknown. */
  remove(name: string): boolean {
    const life = this.lives.get(name);
    if (!life || life.removed) return false;
    life.removed = true;
    life.replaced = false;
    life.running?.stop();
    return true;
  }

  /** Slows the actor down, or cuts its connection. Returns false if it is not running. */
  hinder(name: string, hindrance: Hindrance, cause: EventId): boolean {
    const life = this.lives.get(name);
    if (!life?.running) return false;
    life.running.hinder(hindrance, cause);
    return true;
  }

  /** Kills the actor now. Returns false if it is not running. */
  crash(name: string, crash: Crash): boolean {
    const life = this.lives.get(name);
    if (!life?.running || life.dying) return false;
    life.dying = true;
    life.running.kill(() => this.onCrash(life, crash));
    return true;
  }

  /** Pauses the actor now. Returns false if it is not running, or already paused. */
  pause(name: string, pause: Pause): boolean {
    const life = this.lives.get(name);
    if (!life?.running || life.paused || life.dying) return false;
    life.running.pause();
    this.onPaused(life, pause);
    return true;
  }

  /** Resumes a paused actor now. Returns false if it is not paused. */
  resume(name: string, because: Because): boolean {
    const life = this.lives.get(name);
    if (!life?.paused) return false;
    this.goOn(life, because);
    return true;
  }

  /** Restarts a crashed or stopped actor at once. Returns false if it is running or unknown, or after `stopAll`. */
  restart(name: string): boolean {
    const life = this.lives.get(name);
    if (!life || life.running || this.closing) return false;
    life.removed = false;
    this.startNext(life);
    return true;
  }

  /** Replaces the actor by its next version. Returns false if it has none, or is unknown. */
  deploy(name: string): boolean {
    const life = this.lives.get(name);
    if (!life?.next) return false;
    this.change(life, life.next);
    return true;
  }

  /**
   * Stops the actor gracefully and starts its next incarnation with these parameters changed (S5). Settles when that one
   * has started, or when none will come by itself: the actor is removed, or has crashed and is not restarted.
   */
  replace(name: string, change: object): Promise<void> {
    const life = this.lives.get(name);
    if (!life) return Promise.resolve();
    this.change(life, { ...life.spec, params: { ...life.spec.params, ...change } } as ActorSpec);
    return new Promise((done) => {
      life.waiting.push({ after: life.incarnation, done });
      this.tellWaiting(life);
    });
  }

  /** Requests a graceful end of every running actor. Resumes paused actors first, so that they get the request. */
  stopAll(): void {
    this.closing = true;
    for (const life of this.lives.values()) {
      this.thaw(life);
      life.running?.stop();
    }
  }

  /** Kills all running actors without recording it. */
  killAll(): void {
    this.closing = true;
    for (const life of this.lives.values()) {
      life.running?.kill();
      life.running = null;
      life.paused = null;
    }
  }

  get anyRunning(): boolean {
    return [...this.lives.values()].some((life) => life.running !== null);
  }

  get anyPaused(): boolean {
    return [...this.lives.values()].some((life) => life.paused !== null);
  }

  /** Its next incarnation has this spec; a running one ends for it. A removed actor stays on its way out (S6). */
  private change(life: Life, spec: ActorSpec): void {
    life.spec = spec;
    if (!life.running || life.removed) return;
    life.replaced = true;
    life.running.stop();
  }

  private startNext(life: Life): void {
    if (this.closing) return;
    const incarnation = ++life.incarnation;
    life.pauses = 0;
    life.replaced = false;
    life.running = this.options.host.start(life.spec, incarnation, {
      record: (event) => this.onRecord(event),
      crashed: (crash) => this.onCrash(life, crash),
      paused: (pause) => this.onPaused(life, { by: "fault", ...pause }),
      ended: () => {
        life.running = null;
        life.paused = null;
        life.dying = false;
        if (life.replaced) this.startNext(life);
        else this.tellWaiting(life);
      },
    });
    for (const fault of this.struck) life.running.spend(fault);
  }

  /** A fault that struck in one actor must not strike in another one, or in the same actor's next incarnation. */
  private onRecord(event: RecordedEvent): void {
    this.options.sink(event);
    const life = this.lives.get(event.actor);
    if (event.type === "actor-started" && life) this.tellWaiting(life, event.incarnation);
    if (event.type !== "fault-injected") return;
    this.struck.add(event.fault);
    for (const life of this.lives.values()) life.running?.spend(event.fault);
  }

  /** `up`: the incarnation that has started; 0: none has. */
  private tellWaiting({ waiting, running, removed, incarnation, restartAfterMs }: Life, up = 0): void {
    const comes = running !== null || (incarnation > 0 && !removed && restartAfterMs !== null);
    const over = waiting.filter(({ after }) => up > after || !comes);
    waiting.splice(0, waiting.length, ...waiting.filter((one) => !over.includes(one)));
    for (const { done } of over) done();
  }

  private onPaused(life: Life, { by, cause, forMs }: Pause): void {
    if (life.paused) return;
    const role = life.spec.kind;
    const event = this.report(life, `pause-${++life.pauses}`, cause, { type: "actor-paused", role, by });
    const paused = { event, by };
    life.paused = paused;
    if (this.closing) this.thaw(life);
    else if (forMs !== null)
      this.options.clock.setTimeout(() => {
        if (life.paused === paused) this.thaw(life);
      }, forMs);
  }

  /** Ends a pause on behalf of whoever began it. */
  private thaw(life: Life): void {
    if (life.paused) this.goOn(life, { by: life.paused.by, cause: life.paused.event });
  }

  private goOn(life: Life, { by, cause }: Because): void {
    life.paused = null;
    this.report(life, `resume-${life.pauses}`, cause, { type: "actor-resumed", role: life.spec.kind, by });
    life.running?.resume();
  }

  private onCrash(life: Life, { by, detail, cause }: Crash): void {
    const { spec, incarnation, restartAfterMs } = life;
    life.running = null;
    life.paused = null;
    life.dying = false;
    this.report(life, "crash", cause, { type: "actor-crashed", role: spec.kind, by, detail });
    this.tellWaiting(life);
    if (restartAfterMs === null) return;
    this.options.clock.setTimeout(() => {
      if (!life.running && !life.removed && life.incarnation === incarnation) this.startNext(life);
    }, restartAfterMs);
  }

  /** Records an event for an incarnation that cannot record it itself. */
  private report({ spec, incarnation }: Life, what: string, cause: EventId | null, body: EventBody): EventId {
    const id = `${spec.name}/${incarnation}/${what}`;
    const { at, tick } = this.options.stamp();
    this.options.sink({ id, cause, at, tick, actor: spec.name, incarnation, ...body });
    return id;
  }
}
