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

/** One thing that a scenario can have, beside the fields of its schema: what `run/` and `cross-check/` ask it. */
export type Part = {
  /** What its schema cannot say; one line a problem. */
  readonly problems?: (scenario: Scenario) => readonly string[];
  /** Its actors, as plain data. */
  readonly actors?: (scenario: Scenario, place: PlanPlace) => readonly PlannedActor[];
  /** Looks after it during a run. Null: this scenario has none. */
  readonly watch?: (run: WatchedRun) => PartWatch | null;
};

/** An actor, and when it comes, counted from when the others are up; null: when a planned fault adds it. */
export type PlannedActor = { readonly child: ChildSpec; readonly atMs: number | null };

/** What all actors of a run have in common. */
export type PlanPlace = {
  readonly spec: (name: string) => Omit<ActorSpec, "kind" | "params">;
  readonly queueNamed: (name: string) => QueueConfig;
  readonly namespace: string;
  /** How long a message travels, one way; 0 where nobody knows. */
  readonly transitMs: number;
  /** Jobs and events whose payload is spoiled. */
  readonly poison: readonly string[];
};

/** A run as its parts see it: connected, and nothing declared yet. */
export type WatchedRun = {
  /** As it runs: variant and knobs applied. */
  readonly scenario: Scenario;
  readonly namespace: string;
  /** All of them, reply queues included. */
  readonly queues: readonly QueueConfig[];
  readonly connection: NatsConnection;
  readonly jsm: JetStreamManager;
  /** Its timers outlive every actor. */
  readonly clock: Clock;
  readonly collector: Collector;
  readonly observer: Recorder;
  readonly runner: Recorder;
  readonly recorder: (actor: string) => Recorder;
  /** The broker's servers, if the run may strike them. */
  readonly servers: OwnServers | null;
  /** Has every part make again what is not there: a server has come back, perhaps without it. */
  readonly declareAgain: () => Promise<void>;
};

/** What a part does during a run, in this order; what it does not need is absent. */
export type PartWatch = {
  /** Makes on the server what it needs. */
  declare?(): Promise<void>;
  /** Makes again what is not there. */
  declareAgain?(): Promise<void>;
  /** The others are up: times count from now. */
  begin?(): void;
  /** At every look at the run: records what it sees. @throws what makes the run no run. */
  observe?(): Promise<void>;
  /** Once all work was given: records what has changed, and says whether none of it is left. */
  isSettled?(): Promise<boolean>;
  /** The run is over: nothing more begins. */
  close?(): void;
  /** Removes from the server what it has declared. */
  takeDown?(): Promise<void>;
  /** What planned faults do to it. */
  readonly tools?: Partial<FaultTools>;
};
