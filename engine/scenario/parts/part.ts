import type { JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import type { ActorSpec } from "../../actors/kinds/registry.ts";
import type { OwnServers } from "../../broker/broker.ts";
import type { Clock } from "../../clock/clock.ts";
import type { ChildSpec } from "../../host/supervisor.ts";
import type { QueueConfig } from "../../queue/names.ts";
import type { Collector, Recorder } from "../../trace/recorder.ts";
import type { FaultTools } from "../faults/fault.ts";
import type { Scenario } from "../schema.ts";

/** One kind of thing that a scenario can have: the functions that `run/` and `cross-check/` call. Its schema is separate. */
export type Part = {
  /** What its schema cannot check; one line per problem. */
  readonly problems?: (scenario: Scenario) => readonly string[];
  /** Its actors, as plain data. */
  readonly actors?: (scenario: Scenario, place: PlanPlace) => readonly PlannedActor[];
  /** Watches it during a run; null if this scenario has none. */
  readonly watch?: (run: WatchedRun) => PartWatch | null;
};

/** An actor, and when it starts, counted from when the others are up; null: when a planned fault adds it. */
export type PlannedActor = { readonly child: ChildSpec; readonly atMs: number | null };

/** What all actors of a run have in common. */
export type PlanPlace = {
  readonly spec: (name: string) => Omit<ActorSpec, "kind" | "params">;
  readonly queueNamed: (name: string) => QueueConfig;
  readonly namespace: string;
  /** How long a message travels, one way; 0 if unknown. */
  readonly transitMs: number;
  /** Jobs and events whose payload is spoiled. */
  readonly poison: readonly string[];
};

/** A run as its parts see it: connected, but nothing is declared yet. */
export type WatchedRun = {
  /** The scenario as it runs: variant and knobs applied. */
  readonly scenario: Scenario;
  readonly namespace: string;
  /** All queues, including reply queues. */
  readonly queues: readonly QueueConfig[];
  readonly connection: NatsConnection;
  readonly jsm: JetStreamManager;
  /** Its timers must outlive every actor. */
  readonly clock: Clock;
  readonly collector: Collector;
  readonly observer: Recorder;
  readonly runner: Recorder;
  readonly recorder: (actor: string) => Recorder;
  /** The broker's servers, if the run may kill them; otherwise null. */
  readonly servers: OwnServers | null;
  /** Makes every part declare what is missing: a server that came back may have lost it. */
  readonly declareAgain: () => Promise<void>;
};

/** What a part does during a run, in this order. Any function may be absent. */
export type PartWatch = {
  /** Declares on the server what the part needs. */
  declare?(): Promise<void>;
  /** Declares what is missing. */
  declareAgain?(): Promise<void>;
  /** Called when the workers are up: times count from now. */
  begin?(): void;
  /** Called at every look at the run: records what has changed. @throws if the run cannot go on */
  observe?(): Promise<void>;
  /** Called once all work has been sent: records what has changed, and says whether all work is settled. */
  isSettled?(): Promise<boolean>;
  /** The run is over: starts nothing more. */
  close?(): void;
  /** Deletes from the server what the part has declared. */
  takeDown?(): Promise<void>;
  /** The functions by which planned faults act on this part. */
  readonly tools?: Partial<FaultTools>;
};
