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
 * The trace: one append-only list of plain-data events, past tense, a union on `type`. It is the only thing that views,
 * checkers, comparisons and exports read. The union, the list of types and all tables are derived from the families.
 *
 * T1  `id` is `actor/incarnation/n`, unique in a run; `cause` is another event's id and precedes the event in `seq`.
 * T2  `at` is in milliseconds since the run began: virtual (an integer), or wall time on a real server.
 * T3  What no real server reports is derived from the trace, not an event: that a visibility timeout has passed follows
 *     from `deadline` in `job-delivered`.
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

/** What every view says about each type of event. */
export const EVENT_KINDS = Object.assign({}, ...FAMILIES.map(({ kinds }) => kinds)) as {
  readonly [T in EventType]: EventKind<EventOf<T>>;
};

/** Every event type, for schemas and legends. */
export const EVENT_TYPES = Object.keys(EVENT_KINDS) as [EventType, ...EventType[]];

/** The row of one event's own type, ready to be called with it. */
export function kindOf<T extends EventType>(event: EventOf<T>): EventKind<EventOf<T>> {
  return EVENT_KINDS[event.type as T];
}
