import type { EventType } from "../../trace/events.ts";
import type { Actor, ActorContext } from "../actor.ts";
import type { PointFault, WireFault } from "../planned-faults.ts";
import { createAppender } from "./appender.ts";
import { createCoordinator } from "./coordinator.ts";
import { createDesk } from "./desk.ts";
import { createOrchestrator } from "./orchestrator.ts";
import { createProducer } from "./producer.ts";
import { createReader } from "./reader.ts";
import { createRequesterActor } from "./requester.ts";
import { createWorker } from "./worker.ts";

/**
 * The kinds of actors. `finishes`: of those that give others work, the event that says that they have done their part; a
 * run waits for it.
 */
const KINDS = {
  appender: { create: createAppender, finishes: "appender-finished" },
  coordinator: { create: createCoordinator },
  desk: { create: createDesk, finishes: "desk-left" },
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

/** What an actor is, and what it is to do. */
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

/** Makes a new incarnation of what the spec names. */
export async function createActor({ kind, params }: ActorWork, context: ActorContext): Promise<Actor> {
  const create = KINDS[kind].create as (context: ActorContext, params: unknown) => Actor | Promise<Actor>;
  return create(context, params);
}

/** Gives this kind of actor others work, and ends when it has given it all? */
export function givesWork(kind: ActorWork["kind"]): boolean {
  return "finishes" in KINDS[kind];
}

/** The events that say that one who gives others work has given it all. */
export const FINISHING_EVENTS: readonly EventType[] = [
  ...new Set(Object.values(KINDS).flatMap((kind) => ("finishes" in kind ? [kind.finishes] : []))),
];
