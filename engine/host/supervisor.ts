import type { ActorSpec } from "../actors/kinds/registry.ts";
import type { Clock } from "../clock/clock.ts";
import type { EventBody } from "../trace/events.ts";
import type { EventId } from "../trace/event.ts";
import type { RecordedEvent } from "../trace/recorder.ts";
import type { Host, RunningActor } from "./host.ts";

/**
 * Starts actors, records their crashes and freezes (neither the dead nor the frozen speak) and starts them again.
 *
 * S1  At most one incarnation of an actor runs at a time; the next one has the next number.
 * S2  A crash is recorded once, after everything that the incarnation had recorded.
 * S3  After `stopAll` nothing is started any more, and nobody is frozen.
 * S4  One freeze at a time: who is frozen cannot be frozen again; a crash ends the freeze with its incarnation.
 * S5  A deployment stops an actor gracefully and starts its next incarnation, of the new version, as soon as it has ended;
 *     one who is dead comes again at its time, as the new version.
 */
export type Ward = {
  readonly spec: ActorSpec;
  readonly restartAfterMs: number | null;
  /** What it is from a deployment on; without it there is none. */
  readonly next?: ActorSpec;
};

export type SupervisorOptions = {
  readonly host: Host;
  /** Its timers must outlive every actor. */
  readonly clock: Clock;
  readonly stamp: () => { readonly at: number; readonly tick: number | null };
  readonly sink: (event: RecordedEvent) => void;
};

type Life = Ward & {
  spec: ActorSpec;
  /** It was asked to end so that its next version can start. */
  replaced: boolean;
  incarnation: number;
  running: RunningActor | null;
  frozen: { readonly event: EventId; readonly by: Hand } | null;
  /** Freezes of this incarnation so far. */
  freezes: number;
};
/** Who freezes an actor or lets it go on. */
type Hand = "fault" | "intervention";
type Because = { readonly by: Hand; readonly cause: EventId | null };
/** `forMs`: null until somebody resumes it. */
type Freeze = Because & { readonly forMs: number | null };
type Crash = {
  readonly by: "fault" | "intervention" | "unexpected";
  readonly detail: string;
  readonly cause: EventId | null;
};

export class Supervisor {
  private readonly lives = new Map<string, Life>();
  private readonly options: SupervisorOptions;
  /** Planned faults that have struck, by their place in the scenario. */
  private readonly struck = new Set<number>();
  private closing = false;

  constructor(options: SupervisorOptions) {
    this.options = options;
  }

  start(ward: Ward): void {
    const life: Life = { ...ward, incarnation: 0, running: null, replaced: false, frozen: null, freezes: 0 };
    this.lives.set(ward.spec.name, life);
    this.startNext(life);
  }

  /** Kills the actor now. Returns false when it is not running. */
  crash(name: string, crash: Crash): boolean {
    const life = this.lives.get(name);
    if (!life?.running) return false;
    life.running.kill();
    this.onCrash(life, crash);
    return true;
  }

  /** Freezes the actor now. Returns false when it is not running, or frozen already. */
  pause(name: string, freeze: Freeze): boolean {
    const life = this.lives.get(name);
    if (!life?.running || life.frozen) return false;
    life.running.pause();
    this.onFrozen(life, freeze);
    return true;
  }

  /** Lets a frozen actor go on now. Returns false when it is not frozen. */
  resume(name: string, because: Because): boolean {
    const life = this.lives.get(name);
    if (!life?.frozen) return false;
    this.goOn(life, because);
    return true;
  }

  /** Starts a crashed or stopped actor again at once. Returns false when it is running or not known, or all is ending. */
  restart(name: string): boolean {
    const life = this.lives.get(name);
    if (!life || life.running || this.closing) return false;
    this.startNext(life);
    return true;
  }

  /** Puts the actor's next version in its place. Returns false when it has none, or is not known. */
  deploy(name: string): boolean {
    const life = this.lives.get(name);
    if (!life?.next) return false;
    life.spec = life.next;
    if (!life.running) return true;
    life.replaced = true;
    life.running.stop();
    return true;
  }

  /** Asks every running actor to end gracefully; the frozen go on first, to hear of it. */
  stopAll(): void {
    this.closing = true;
    for (const life of this.lives.values()) {
      this.thaw(life);
      life.running?.stop();
    }
  }

  /** Ends what is still running, without ceremony and without a record. */
  killAll(): void {
    this.closing = true;
    for (const life of this.lives.values()) {
      life.running?.kill();
      life.running = null;
      life.frozen = null;
    }
  }

  get anyRunning(): boolean {
    return [...this.lives.values()].some((life) => life.running !== null);
  }

  get anyFrozen(): boolean {
    return [...this.lives.values()].some((life) => life.frozen !== null);
  }

  private startNext(life: Life): void {
    if (this.closing) return;
    const incarnation = ++life.incarnation;
    life.freezes = 0;
    life.replaced = false;
    life.running = this.options.host.start(life.spec, incarnation, {
      record: (event) => this.onRecord(event),
      crashed: (crash) => this.onCrash(life, crash),
      frozen: (freeze) => this.onFrozen(life, { by: "fault", ...freeze }),
      ended: () => {
        life.running = null;
        life.frozen = null;
        if (life.replaced) this.startNext(life);
      },
    });
    for (const fault of this.struck) life.running.spend(fault);
  }

  /** What has struck in one actor is not to strike in another, nor in its own next incarnation. */
  private onRecord(event: RecordedEvent): void {
    this.options.sink(event);
    if (event.type !== "fault-injected") return;
    this.struck.add(event.fault);
    for (const life of this.lives.values()) life.running?.spend(event.fault);
  }

  private onFrozen(life: Life, { by, cause, forMs }: Freeze): void {
    if (life.frozen) return;
    const role = life.spec.kind;
    const event = this.report(life, `pause-${++life.freezes}`, cause, { type: "actor-paused", role, by });
    const frozen = { event, by };
    life.frozen = frozen;
    if (this.closing) this.thaw(life);
    else if (forMs !== null)
      this.options.clock.setTimeout(() => {
        if (life.frozen === frozen) this.thaw(life);
      }, forMs);
  }

  /** Ends a freeze by itself: as it began. */
  private thaw(life: Life): void {
    if (life.frozen) this.goOn(life, { by: life.frozen.by, cause: life.frozen.event });
  }

  private goOn(life: Life, { by, cause }: Because): void {
    life.frozen = null;
    this.report(life, `resume-${life.freezes}`, cause, { type: "actor-resumed", role: life.spec.kind, by });
    life.running?.resume();
  }

  private onCrash(life: Life, { by, detail, cause }: Crash): void {
    const { spec, incarnation, restartAfterMs } = life;
    life.running = null;
    life.frozen = null;
    this.report(life, "crash", cause, { type: "actor-crashed", role: spec.kind, by, detail });
    if (restartAfterMs === null) return;
    this.options.clock.setTimeout(() => {
      if (!life.running && life.incarnation === incarnation) this.startNext(life);
    }, restartAfterMs);
  }

  /** Records for an incarnation that cannot speak. */
  private report({ spec, incarnation }: Life, what: string, cause: EventId | null, body: EventBody): EventId {
    const id = `${spec.name}/${incarnation}/${what}`;
    const { at, tick } = this.options.stamp();
    this.options.sink({ id, cause, at, tick, actor: spec.name, incarnation, ...body });
    return id;
  }
}
