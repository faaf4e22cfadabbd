import type { Floor, Pending } from "./delivery-state.ts";

/** What of a consumer is on disk. */
export type WrittenState = {
  readonly nextStreamSeq: number;
  readonly nextDeliverySeq: number;
  readonly ackFloor: Floor;
  readonly pending: ReadonlyMap<number, Pending>;
  readonly redeliveries: ReadonlyMap<number, number>;
};

/** nats-server writes a consumer's state at most so often: what comes in between is not on disk when it is killed. */
const WRITE_EVERY_MS = 100;

/**
 * When a consumer's state is written, and what it then is.
 *
 * WS1  a change is written at once, or `WRITE_EVERY_MS` after the write before, with all that happened by then;
 * WS2  it needs no timer: nothing is copied but at the first change after a write, or at the crash.
 */
export class StateWriter {
  private readonly now: () => number;
  private readonly take: () => WrittenState;
  /** Null: what it began with has not changed. */
  private written: WrittenState | null = null;
  private writtenAt = Number.NEGATIVE_INFINITY;
  /** When what has changed since is written; null: nothing has. */
  private dueAt: number | null = null;

  constructor(now: () => number, take: () => WrittenState) {
    this.now = now;
    this.take = take;
  }

  /** To be called ahead of every change. */
  beforeChange(): void {
    const now = this.now();
    // What a consumer begins with is written when it is made.
    this.written ??= this.take();
    this.catchUp(now);
    this.dueAt ??= Math.max(now, this.writtenAt + WRITE_EVERY_MS);
  }

  /** What a server finds that is started after this one is killed now. */
  atCrash(): WrittenState {
    const isAllWritten = this.dueAt === null || this.dueAt <= this.now();
    return isAllWritten || this.written === null ? this.take() : this.written;
  }

  /** Writes what was due before `now`: it has been as it is since then. */
  private catchUp(now: number): void {
    if (this.dueAt === null || this.dueAt >= now) return;
    this.written = this.take();
    this.writtenAt = this.dueAt;
    this.dueAt = null;
  }
}
