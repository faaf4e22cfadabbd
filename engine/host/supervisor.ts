import type { ActorSpec } from "../actors/actor.ts";
import type { Clock } from "../clock/clock.ts";
import type { EventId } from "../trace/events.ts";
import type { RecordedEvent } from "../trace/recorder.ts";
import type { Host, RunningActor } from "./host.ts";

/**
 * Starts actors, records their crashes (the dead do not speak) and starts them again.
 *
 * S1  At most one incarnation of an actor runs at a time; the next one has the next number.
 * S2  A crash is recorded once, after everything that the incarnation had recorded.
 * S3  After `stopAll` nothing is started any more.
 */
export type Ward = { readonly spec: ActorSpec; readonly restartAfterMs: number | null };

export type SupervisorOptions = {
  readonly host: Host;
  /** Its timers must outlive every actor. */
  readonly clock: Clock;
  readonly stamp: () => { readonly at: number; readonly tick: number | null };
  readonly sink: (event: RecordedEvent) => void;
};

type Life = Ward & { incarnation: number; running: RunningActor | null };
type Crash = {
  readonly by: "fault" | "intervention" | "unexpected";
  readonly detail: string;
  readonly cause: EventId | null;
};

export class Supervisor {
  private readonly lives = new Map<string, Life>();
  private readonly options: SupervisorOptions;
  private closing = false;

  constructor(options: SupervisorOptions) {
    this.options = options;
  }

  start(ward: Ward): void {
    const life: Life = { ...ward, incarnation: 0, running: null };
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

  /** Starts a crashed or stopped actor again at once. Returns false when it is running or not known, or all is ending. */
  restart(name: string): boolean {
    const life = this.lives.get(name);
    if (!life || life.running || this.closing) return false;
    this.startNext(life);
    return true;
  }

  /** Asks every running actor to end gracefully. */
  stopAll(): void {
    this.closing = true;
    for (const life of this.lives.values()) life.running?.stop();
  }

  /** Ends what is still running, without ceremony and without a record. */
  killAll(): void {
    this.closing = true;
    for (const life of this.lives.values()) {
      life.running?.kill();
      life.running = null;
    }
  }

  get anyRunning(): boolean {
    return [...this.lives.values()].some((life) => life.running !== null);
  }

  private startNext(life: Life): void {
    if (this.closing) return;
    const incarnation = ++life.incarnation;
    life.running = this.options.host.start(life.spec, incarnation, {
      record: this.options.sink,
      crashed: (crash) => this.onCrash(life, crash),
      ended: () => {
        life.running = null;
      },
    });
  }

  private onCrash(life: Life, { by, detail, cause }: Crash): void {
    const { spec, incarnation, restartAfterMs } = life;
    life.running = null;
    const id = `${spec.name}/${incarnation}/crash`;
    const { at, tick } = this.options.stamp();
    this.options.sink({
      id,
      cause,
      at,
      tick,
      actor: spec.name,
      incarnation,
      type: "actor-crashed",
      role: spec.kind,
      by,
      detail,
    });
    if (restartAfterMs === null) return;
    this.options.clock.setTimeout(() => {
      if (!life.running && life.incarnation === incarnation) this.startNext(life);
    }, restartAfterMs);
  }
}
