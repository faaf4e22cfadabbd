import type { EventType } from "../../trace/events.ts";
import type { Actor, ActorContext } from "../actor.ts";
import type { PointFault, WireFault } from "../planned-faults.ts";
import { createLogProducer } from "./log-producer.ts";
import { createCoordinator } from "./coordinator.ts";
import { createOperator } from "./operator.ts";
import { createOrchestrator } from "./orchestrator.ts";
import { createProducer } from "./producer.ts";
import { createReader } from "./reader.ts";
import { createRequesterActor } from "./requester.ts";
import { createWorker } from "./worker.ts";

/**
 * The kinds of actors. `finishes`: set for actors that give others work; the event that says that they have finished. A run
 * waits for it.
 */
const KINDS = {
  "log-producer": { create: createLogProducer, finishes: "log-producer-finished" },
  coordinator: { create: createCoordinator },
  operator: { create: createOperator, finishes: "operator-finished" },
  orchestrator: { create: createOrchestrator },
  producer: { create: createProducer, finishes: "producer-finished" },
  reader: { create: createReader },
  requester: { create: createRequesterActor, finishes: "producer-finished" },
  worker: { create: createWorker },
} as const satisfies {
  readonly [kind: string]: {
    readonly create: (context: ActorContext, params: never) => Actor | Promise<Actor>;
    readonly finishes?: EventType;
  };
};
type Kinds = typeof KINDS;

/** The kind of an actor, and its parameters. */
export type ActorWork = {
  [K in keyof Kinds]: { readonly kind: K; readonly params: Parameters<Kinds[K]["create"]>[1] };
}[keyof Kinds];

/** One actor of a run: plain data (A2). */
export type ActorSpec = {
  /** Unique in a run. */
  readonly name: string;
  readonly namespace: string;
  readonly seed: number;
  readonly faults: readonly PointFault[];
  readonly wireFaults: readonly WireFault[];
} & ActorWork;

/** Creates a new incarnation of the actor. */
export async function createActor({ kind, params }: ActorWork, context: ActorContext): Promise<Actor> {
  const create = KINDS[kind].create as (context: ActorContext, params: unknown) => Actor | Promise<Actor>;
  return create(context, params);
}

/** Whether this kind of actor gives others work, and ends when it has given all of it. */
export function givesWork(kind: ActorWork["kind"]): boolean {
  return "finishes" in KINDS[kind];
}

/** The events by which actors that give others work say that they have finished. */
export const FINISHING_EVENTS: readonly EventType[] = [
  ...new Set(Object.values(KINDS).flatMap((kind) => ("finishes" in kind ? [kind.finishes] : []))),
];
