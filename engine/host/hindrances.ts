import type { NatsConnection } from "@nats-io/nats-core";
import type { Hindrance } from "../actors/planned-faults.ts";
import type { Clock } from "../clock/clock.ts";
import type { EventId } from "../trace/event.ts";
import type { ActorRole } from "../trace/events/actor.ts";
import type { Recorder } from "../trace/recorder.ts";

/** What hinders one incarnation: it is slow for a while, or its connection is cut. */
export class Hindrances {
  /** Set once the incarnation is connected; before that, nothing can be cut. */
  connection: NatsConnection | null = null;
  private readonly slow = new Set<{ readonly times: number }>();
  private readonly options: {
    readonly role: ActorRole;
    readonly clock: Clock;
    readonly recorder: Recorder;
  };
  private cutUntil = 0;
  private isLost = false;
  private onLost: () => void = () => undefined;

  constructor(options: Hindrances["options"]) {
    this.options = options;
  }

  /** How many times as long as usual a job takes that begins now. */
  get slowdown(): number {
    return Math.max(1, ...[...this.slow].map(({ times }) => times));
  }

  /** How long the client must still wait before it dials. */
  get cutForMs(): number {
    return Math.max(0, Math.ceil(this.cutUntil - this.options.clock.now()));
  }

  /** Settles when the actor is hindered: what it does then finds no connection. */
  async begin(hindrance: Hindrance, cause: EventId): Promise<void> {
    switch (hindrance.kind) {
      case "slow":
        return this.slowDown(hindrance, cause);
      case "cut":
        this.cutUntil = Math.max(this.cutUntil, this.options.clock.now() + hindrance.forMs);
        return this.drop();
    }
  }

  /** The client has lost its connection, or has it back. */
  connectionIs(state: "lost" | "restored"): void {
    this.isLost = state === "lost";
    if (this.isLost) this.onLost();
  }

  /** The client drops the connection and dials again, when it may. It reports both, and so the trace has both. */
  private async drop(): Promise<void> {
    const { connection } = this;
    if (connection === null || this.isLost) return;
    // A client on a socket sends what it has before it closes, so the end comes a moment later.
    const lost = new Promise<void>((resolve) => (this.onLost = resolve));
    await connection.reconnect();
    await lost;
  }

  private slowDown(slow: Extract<Hindrance, { kind: "slow" }>, cause: EventId): void {
    const { role, clock, recorder } = this.options;
    const { times, forMs } = slow;
    this.slow.add(slow);
    recorder.record({ type: "actor-slowed", role, times, forMs }, cause);
    clock.setTimeout(() => this.slow.delete(slow), forMs);
  }
}
