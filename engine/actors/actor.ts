import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../clock/clock.ts";
import type { CrashPoint } from "../trace/crash-point.ts";
import type { Probe } from "../trace/probe.ts";
import type { AppenderParams } from "./kinds/appender.ts";
import type { CoordinatorParams } from "./kinds/coordinator.ts";
import type { DeskParams } from "./kinds/desk.ts";
import type { OrchestratorParams } from "./kinds/orchestrator.ts";
import type { ProducerParams } from "./kinds/producer.ts";
import type { ReaderParams } from "./kinds/reader.ts";
import type { RequesterParams } from "./kinds/requester.ts";
import type { WorkerParams } from "./kinds/worker.ts";

/**
 * Actors are what can crash: producers, requesters, workers, appenders, readers, coordinators, orchestrators, and who works at
 * a desk.
 *
 * A1  An actor is created anew for each incarnation, and all its state lives in what `create` closes over.
 * A2  An `ActorSpec` is plain data, so that the same actor runs in this realm or in a process of its own.
 * A3  After a crash nothing of that incarnation happens: no timer, no call, no record, no effect. Hosts see to it.
 */
export type ActorSpec = {
  /** Unique in a run. */
  readonly name: string;
  readonly namespace: string;
  readonly seed: number;
  readonly faults: readonly PointFault[];
  readonly wireFaults: readonly WireFault[];
} & ActorWork;

export type ActorWork =
  | { readonly kind: "appender"; readonly params: AppenderParams }
  | { readonly kind: "producer"; readonly params: ProducerParams }
  | { readonly kind: "coordinator"; readonly params: CoordinatorParams }
  | { readonly kind: "desk"; readonly params: DeskParams }
  | { readonly kind: "orchestrator"; readonly params: OrchestratorParams }
  | { readonly kind: "reader"; readonly params: ReaderParams }
  | { readonly kind: "requester"; readonly params: RequesterParams }
  | { readonly kind: "worker"; readonly params: WorkerParams };

/** Something planned at a named point: of this job's n-th delivery, or of this actor's n-th pass. */
export type PointFault = {
  /** Its place in the scenario's list of faults. */
  readonly fault: number;
  readonly point: CrashPoint;
  readonly of:
    | { readonly job: string; readonly attempt: number }
    /** Counted in the first incarnation. */
    | { readonly nth: number };
} & (PlannedBlow | Notice);

/** The runner wants to hear that this point was passed, once in a run: it does something then, and who passed it goes on. */
export type Notice = { readonly kind: "notice"; readonly what: string; readonly target: string };

/** What strikes an actor. A freeze strikes once in a run; a crash whenever its place is reached again. */
export type PlannedBlow =
  | { readonly kind: "crash" }
  /** It freezes where it stands, and goes on after this time. */
  | { readonly kind: "pause"; readonly forMs: number };

/** What is planned for the first message that carries this job into a queue, whoever sends it. See wire.ts. */
export type WireFault = {
  /** Its place in the scenario's list of faults. */
  readonly fault: number;
  readonly what: "lose" | "delay" | "duplicate";
  readonly job: string;
  /** How long the message, or its copy, is held back. */
  readonly delayMs: number;
};

export type ActorContext = {
  readonly name: string;
  readonly incarnation: number;
  readonly namespace: string;
  readonly seed: number;
  readonly clock: Clock;
  readonly connection: NatsConnection;
  readonly probe: Probe;
};

/** A running incarnation. */
export type Actor = {
  /** Ends gracefully: hands back what is held. */
  stop(): Promise<void>;
  /** Settles when the actor has nothing more to do; rejects when it fails. */
  readonly ended: Promise<void>;
};
