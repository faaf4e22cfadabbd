import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../clock/clock.ts";
import type { Functions } from "../sandbox/functions.ts";
import type { Probe } from "../trace/probe.ts";

/**
 * Actors are what can crash: producers, requesters, workers, log producers, readers, coordinators, orchestrators and operators.
 *
 * A1  An actor is created anew for each incarnation; all its state is in the closure of `create`.
 * A2  An `ActorSpec` is plain data, so the same actor can run in this realm or in a process of its own.
 * A3  After a crash an incarnation does nothing more: no timer, no call, no record, no effect. Hosts enforce this.
 */
export type ActorContext = {
  readonly name: string;
  readonly incarnation: number;
  readonly namespace: string;
  readonly seed: number;
  readonly clock: Clock;
  readonly connection: NatsConnection;
  readonly probe: Probe;
  /** How many times as long as usual a job takes that begins now. */
  readonly slowdown: () => number;
  /** Opens the run's handlers file for this incarnation; null if the run has none. */
  readonly functions: (() => Functions) | null;
};

/** A running incarnation. */
export type Actor = {
  /** Shuts down gracefully: hands back what it holds. */
  stop(): Promise<void>;
  /** Resolves when the actor has nothing more to do; rejects when it fails. */
  readonly ended: Promise<void>;
};
