import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../clock/clock.ts";
import type { Probe } from "../trace/probe.ts";

/**
 * Actors are what can crash: producers, requesters, workers, log producers, readers, coordinators, orchestrators, and who works at
 * an operator.
 *
 * A1  An actor is created anew for each incarnation, and all its state lives in what `create` closes over.
 * A2  An `ActorSpec` is plain data, so that the same actor runs in this realm or in a process of its own.
 * A3  After a crash nothing of that incarnation happens: no timer, no call, no record, no effect. Hosts see to it.
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
};

/** A running incarnation. */
export type Actor = {
  /** Ends gracefully: hands back what is held. */
  stop(): Promise<void>;
  /** Settles when the actor has nothing more to do; rejects when it fails. */
  readonly ended: Promise<void>;
};
