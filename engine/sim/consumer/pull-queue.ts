import type { Environment } from "../environment.ts";
import { EMPTY } from "../wire/bytes.ts";
import { statusHeaders } from "../wire/headers.ts";
import { type Heartbeat, IDLE_HEARTBEAT, type Outlet, type Taken } from "./outlet.ts";
import type { PullRequest } from "./pull-request.ts";

/**
 * The waiting pulls of one consumer.
 *
 * Q1  Pulls get messages in turn: a pull that got a message and wants more moves to the end.
 * Q2  A pull whose reply subject has no subscriber is dropped without a status.
 * Q3  A pull ends when it is filled, with a status, or by Q2.
 * Q4  At most `capacity` pulls wait.
 */
export type WaitingPull = {
  readonly reply: string;
  readonly noWait: boolean;
  readonly expiresAt: number;
  readonly heartbeatMs: number;
  heartbeatAt: number;
  left: number;
  bytesLeft: number;
  delivered: number;
};

const SECOND_MS = 1_000;
const NEVER = Number.POSITIVE_INFINITY;

export class PullQueue implements Outlet {
  private readonly env: Environment;
  private readonly capacity: number;
  private pulls: WaitingPull[] = [];
  private sweptAt = Number.NEGATIVE_INFINITY;

  constructor(env: Environment, capacity: number) {
    this.env = env;
    this.capacity = capacity;
  }

  get isOpen(): boolean {
    return this.pulls.length > 0;
  }

  get size(): number {
    return this.pulls.length;
  }

  get isFull(): boolean {
    return this.pulls.length >= this.capacity;
  }

  /** The number of messages that all waiting pulls still request. */
  get wanted(): number {
    return this.pulls.reduce((sum, pull) => sum + pull.left, 0);
  }

  add(reply: string, request: PullRequest): void {
    const now = this.env.unixNow();
    this.pulls.push({
      reply,
      noWait: request.noWait,
      expiresAt: request.expiresMs === 0 ? NEVER : now + request.expiresMs,
      heartbeatMs: request.heartbeatMs,
      heartbeatAt: request.heartbeatMs === 0 ? NEVER : now + request.heartbeatMs,
      left: request.batch,
      bytesLeft: request.maxBytes,
      delivered: 0,
    });
  }

  /** Takes the next pull for a message of `size` bytes. Ends expired pulls, and pulls with a smaller byte limit. */
  take(size: number): WaitingPull | undefined {
    const now = this.env.unixNow();
    for (let pull = this.pulls.shift(); pull !== undefined; pull = this.pulls.shift()) {
      if (pull.expiresAt <= now) {
        this.end(pull, "408 Request Timeout");
      } else if (pull.bytesLeft > 0 && size > pull.bytesLeft) {
        this.end(pull, "409 Message Size Exceeds MaxBytes");
      } else if (this.env.hasInterest(pull.reply)) {
        return this.served(pull, size, now);
      }
    }
    return undefined;
  }

  /** A second waiting pull, for a deliberate fault only. */
  peekOther(pull: Taken): WaitingPull | undefined {
    return this.pulls.find((other) => other !== pull && this.env.hasInterest(other.reply));
  }

  /**
   * Ends expired pulls, drops pulls without a subscriber, and sends due heartbeats. `isEmpty`: no message is deliverable now,
   * so a no-wait pull that got a message ends.
   */
  sweep(isEmpty: boolean, heartbeat: () => Heartbeat): void {
    if (this.pulls.length === 0) return;
    const now = this.env.unixNow();
    this.sweptAt = now;
    const passed = now - this.env.timing.pullSlackMs;
    const ended: WaitingPull[] = [];
    const due: WaitingPull[] = [];
    this.pulls = this.pulls.filter((pull) => {
      if (pull.expiresAt <= passed || (isEmpty && pull.noWait && (pull.delivered > 0 || pull.expiresAt === NEVER))) {
        ended.push(pull);
        return false;
      }
      if (!this.env.hasInterest(pull.reply)) return false;
      if (pull.heartbeatAt <= passed) due.push(pull);
      return true;
    });
    for (const pull of ended) {
      if (pull.expiresAt <= passed) this.end(pull, "408 Request Timeout");
      else this.sendStatus(pull.reply, statusHeaders("404 No Messages"));
    }
    for (const pull of due) {
      pull.heartbeatAt = now + pull.heartbeatMs;
      this.sendStatus(pull.reply, statusHeaders(IDLE_HEARTBEAT, heartbeat()));
    }
  }

  /** Sweeps to make room, at most once a second. */
  sweepNowAndThen(heartbeat: () => Heartbeat): void {
    if (this.env.unixNow() - this.sweptAt > SECOND_MS) this.sweep(false, heartbeat);
  }

  /** The next moment at which `sweep` is due. */
  nextDeadline(): number {
    let next = NEVER;
    for (const pull of this.pulls) next = Math.min(next, pull.expiresAt, pull.heartbeatAt);
    return next;
  }

  sent(taken: Taken): void {
    const pull = taken as WaitingPull;
    if (pull.left <= 0 && pull.bytesLeft > 0) this.end(pull, "409 Batch Completed");
  }

  /** Ends all pulls with a status without counts. */
  stop(): void {
    const { pulls } = this;
    this.pulls = [];
    for (const pull of pulls) this.sendStatus(pull.reply, statusHeaders("409 Consumer Deleted"));
  }

  /** Ends a pull with a status that reports how much of it was not served. */
  end(pull: WaitingPull, status: string): void {
    const headers = statusHeaders(status, [
      ["Nats-Pending-Messages", pull.left],
      ["Nats-Pending-Bytes", pull.bytesLeft],
    ]);
    this.sendStatus(pull.reply, headers);
  }

  sendStatus(reply: string, headers: Uint8Array): void {
    this.env.deliver(reply, reply, "", headers, EMPTY);
  }

  private served(pull: WaitingPull, size: number, now: number): WaitingPull {
    if (pull.bytesLeft > 0) {
      pull.bytesLeft -= size;
      if (pull.bytesLeft === 0) pull.left = 1;
    }
    pull.left--;
    pull.delivered++;
    if (pull.heartbeatMs > 0) pull.heartbeatAt = now + pull.heartbeatMs;
    if (pull.left > 0) this.pulls.push(pull);
    return pull;
  }
}
