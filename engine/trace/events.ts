import type { EventStamp } from "./event.ts";
import { actorEvents } from "./events/actor.ts";
import { deadLetterEvents } from "./events/dead-letter.ts";
import { flowEvents } from "./events/flow.ts";
import { jobEvents } from "./events/job.ts";
import { logEvents } from "./events/log.ts";
import { outsideEvents } from "./events/outside.ts";
import { replyEvents } from "./events/reply.ts";
import { observerEvents, runnerEvents } from "./events/runner.ts";
import { serverEvents } from "./events/server.ts";
import type { EventKind } from "./family.ts";

/**
 * The trace: one append-only list of plain-data events, named in the past tense, a union on `type`. Views, checkers,
 * comparisons and exports read nothing else. The union, the list of types and all tables are derived from the families.
 *
 * T1  `id` is `actor/incarnation/n`, unique in a run. `cause` is the id of an event with a lower `seq`, or null.
 * T2  `at` is in milliseconds since the run began: virtual (an integer), or wall time on a real server.
 * T3  Only facts that a real server reports are events; others are derived. The end of a visibility timeout, for example,
 *     follows from `deadline` in `job-delivered`.
 */
const FAMILIES = [
  actorEvents,
  jobEvents,
  deadLetterEvents,
  logEvents,
  replyEvents,
  flowEvents,
  serverEvents,
  outsideEvents,
  observerEvents,
  runnerEvents,
] as const;

export type EventBody = NonNullable<(typeof FAMILIES)[number]["body"]>;
export type TraceEvent = EventStamp & EventBody;
export type EventType = EventBody["type"];
export type EventOf<T extends EventType> = Extract<TraceEvent, { readonly type: T }>;

/** How views show each type of event. */
export const EVENT_KINDS = Object.assign({}, ...FAMILIES.map(({ kinds }) => kinds)) as {
  readonly [T in EventType]: EventKind<EventOf<T>>;
};

/** All event types, for schemas and legends. */
export const EVENT_TYPES = Object.keys(EVENT_KINDS) as [EventType, ...EventType[]];

/** The entry of `EVENT_KINDS` for the event's type. */
export function kindOf<T extends EventType>(event: EventOf<T>): EventKind<EventOf<T>> {
  return EVENT_KINDS[event.type as T];
}
