import type { Floor, Pending } from "./delivery-state.ts";

/** A consumer's state on disk. */
export type WrittenState = {
  readonly nextStreamSeq: number;
  readonly nextDeliverySeq: number;
  readonly ackFloor: Floor;
  readonly pending: ReadonlyMap<number, Pending>;
  readonly redeliveries: ReadonlyMap<number, number>;
};

/** nats-server's shortest interval between two writes. A kill loses the changes since the last write. */
const WRITE_EVERY_MS = 100;

/**
 * Simulates the writes of a consumer's state.
 *
 * WS1  A change is written at once or `WRITE_EVERY_MS` after the previous write, together with all changes by then.
 * WS2  There is no timer: the state is copied only at the first change after a write, or at the crash.
 */
export class StateWriter {
  private readonly now: () => number;
  private readonly take: () => WrittenState;
  /** Null: the initial state has not changed. */
  private written: WrittenState | null = null;
  private writtenAt = Number.NEGATIVE_INFINITY;
  /** When the changes since the last write are written; null: there are none. */
  private dueAt: number | null = null;

  constructor(now: () => number, take: () => WrittenState) {
    this.now = now;
    this.take = take;
  }

  /** Call this before every change. */
  beforeChange(): void {
    const now = this.now();
    // The initial state is written when the consumer is created.
    this.written ??= this.take();
    this.catchUp(now);
    this.dueAt ??= Math.max(now, this.writtenAt + WRITE_EVERY_MS);
  }

  /** The state on disk if the server is killed now. */
  atCrash(): WrittenState {
    const isAllWritten = this.dueAt === null || this.dueAt <= this.now();
    return isAllWritten || this.written === null ? this.take() : this.written;
  }

  /** Performs a write that was due before `now`. The state has not changed since then. */
  private catchUp(now: number): void {
    if (this.dueAt === null || this.dueAt >= now) return;
    this.written = this.take();
    this.writtenAt = this.dueAt;
    this.dueAt = null;
  }
}
