import { idleUntil, nextMoment, previousMoment, seqAt } from "../stage/trace/moments.ts";
import type { TraceIndex } from "../stage/trace/trace-index.ts";
import { Observers } from "./observers.ts";
import { SPEEDS, type FrameScheduler, type Playhead, type PlayheadSnapshot } from "./types.ts";

/** The longest time that one frame may add. Time does not jump after a late frame (a tab in the background). */
const LONGEST_FRAME_MS = 100;
const SNAPSHOT_EVERY_MS = 100;
/** 'Skip idle' stops this long (in real time) before the next event, and skips nothing shorter than twice that. */
const RUN_UP_MS = 350;

export type PlayerEvents = {
  /** `playing` has changed. */
  readonly onPlaying: () => void;
  /** Playback reached a pause moment and stopped there. */
  readonly onPause: (atMs: number) => void;
  /** The moment has changed, for any reason. */
  readonly onMove: (atMs: number) => void;
};

/**
 * The clock of the time machine.
 *
 * T1  0 ≤ moment ≤ end, always. Playback stops at the end.
 * T2  It pauses at the run's pause moments only during playback, only when it comes from before one, and at each once
 *     per load.
 * T3  It requests a frame only during playback, or to publish a late snapshot.
 */
export class Player {
  readonly playhead: Playhead;
  private readonly frames: FrameScheduler;
  private readonly events: PlayerEvents;
  private readonly everyMove = new Observers();
  private readonly slowly = new Observers();
  private index: TraceIndex | null = null;
  /** Ascending. */
  private pausesAt: readonly number[] = [];
  private atMs = 0;
  private isPlaying = false;
  private speedFactor = 1;
  private skips = false;
  private frameAsked = false;
  private held = false;
  private lastFrameMs: number | null = null;
  /** The frame in or after which the last snapshot was published; null until that frame. */
  private publishedMs: number | null = null;
  private published: PlayheadSnapshot = { atMs: 0, endMs: 0, seq: 0 };

  constructor(frames: FrameScheduler, events: PlayerEvents) {
    this.frames = frames;
    this.events = events;
    this.playhead = {
      get: () => this.atMs,
      subscribe: this.everyMove.subscribe,
      snapshot: () => this.published,
      subscribeSlow: this.slowly.subscribe,
    };
  }

  get playing(): boolean {
    return this.isPlaying;
  }

  get speed(): number {
    return this.speedFactor;
  }

  get skipIdle(): boolean {
    return this.skips;
  }

  /** Loads another run at this moment, or none (null). Playback continues if it was on. */
  load(index: TraceIndex | null, options: { readonly atMs: number; readonly pausesAt: readonly number[] }): void {
    this.index = index;
    this.pausesAt = options.pausesAt;
    this.held = false;
    this.moveTo(options.atMs);
    if (!index) this.pause();
    this.publish();
  }

  /** At the end, playback starts from the beginning again. */
  play(): void {
    if (this.isPlaying || !this.index) return;
    if (this.atMs >= this.index.endMs) this.moveTo(0);
    this.isPlaying = true;
    this.lastFrameMs = null;
    this.requestFrame();
    this.events.onPlaying();
  }

  /** Stops time until the next load. Playback then continues if it was on. */
  hold(): void {
    this.held = true;
  }

  pause(): void {
    this.held = false;
    if (!this.isPlaying) return;
    this.isPlaying = false;
    this.publish();
    this.events.onPlaying();
  }

  /** True if the user has moved the playhead since. Playback alone does not count. */
  hasGoneFrom(atMs: number): boolean {
    return !this.isPlaying && this.atMs !== atMs;
  }

  seek(atMs: number): void {
    this.moveTo(atMs);
    // The first of several seeks is shown at once, the others with the next frames.
    if (this.isPlaying || this.frameAsked) return;
    this.publish();
    this.requestFrame();
  }

  nextEvent(): boolean {
    return this.stepTo(this.index && (nextMoment(this.index, this.atMs) ?? this.restOfRun(this.index)));
  }

  previousEvent(): boolean {
    return this.stepTo(this.index && (previousMoment(this.index, this.atMs) ?? (this.atMs > 0 ? 0 : null)));
  }

  step(ms: number): void {
    this.pause();
    this.moveTo(this.atMs + ms);
    this.publish();
  }

  setSpeed(speed: number): void {
    this.speedFactor = Math.min(SPEEDS[SPEEDS.length - 1] ?? 1, Math.max(SPEEDS[0], speed));
  }

  setSkipIdle(on: boolean): void {
    this.skips = on;
  }

  private get isLate(): boolean {
    return this.published.atMs !== this.atMs;
  }

  private stepTo(atMs: number | null): boolean {
    this.pause();
    if (atMs === null) return false;
    this.moveTo(atMs);
    this.publish();
    return true;
  }

  private restOfRun({ endMs }: TraceIndex): number | null {
    return this.atMs < endMs ? endMs : null;
  }

  private moveTo(atMs: number): void {
    const end = this.index?.endMs ?? 0;
    const clamped = Math.min(end, Math.max(0, Number.isFinite(atMs) ? atMs : 0));
    if (clamped === this.atMs) return;
    this.atMs = clamped;
    this.everyMove.notify();
    this.events.onMove(clamped);
  }

  private requestFrame(): void {
    if (this.frameAsked) return;
    this.frameAsked = true;
    this.frames.request((nowMs) => {
      this.frameAsked = false;
      this.onFrame(nowMs);
    });
  }

  private onFrame(nowMs: number): void {
    if (this.isPlaying && !this.held && this.index) this.advance(this.index, nowMs);
    this.lastFrameMs = nowMs;
    this.publishedMs ??= nowMs;
    if (this.isLate && nowMs - this.publishedMs >= SNAPSHOT_EVERY_MS) this.publish();
    if (this.isPlaying || this.isLate) this.requestFrame();
  }

  private advance(index: TraceIndex, nowMs: number): void {
    const passed = this.lastFrameMs === null ? 0 : Math.min(LONGEST_FRAME_MS, Math.max(0, nowMs - this.lastFrameMs));
    const before = this.atMs;
    const to = this.skips
      ? this.overIdle(index, before, before + passed * this.speedFactor)
      : before + passed * this.speedFactor;
    const pauseAt = this.pausesAt.find((at) => before < at && to >= at);
    if (pauseAt !== undefined) {
      this.pausesAt = this.pausesAt.filter((at) => at !== pauseAt);
      this.moveTo(pauseAt);
      this.pause();
      this.events.onPause(pauseAt);
      return;
    }
    this.moveTo(to);
    if (to >= index.endMs) this.pause();
  }

  private overIdle(index: TraceIndex, before: number, to: number): number {
    const runUp = RUN_UP_MS * this.speedFactor;
    const next = idleUntil(index, before);
    // Idle time begins where nothing moves any more, so that the last arrival is still shown.
    return next - before > 2 * runUp ? next - runUp : to;
  }

  private publish(): void {
    this.publishedMs = null;
    const endMs = this.index?.endMs ?? 0;
    const seq = this.index ? seqAt(this.index, this.atMs) : 0;
    const { published } = this;
    if (published.atMs === this.atMs && published.endMs === endMs && published.seq === seq) return;
    this.published = { atMs: this.atMs, endMs, seq };
    this.slowly.notify();
  }
}
