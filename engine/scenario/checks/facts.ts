import type { z } from "zod";
import { groupBy } from "../../kernel/group-by.ts";
import { orderStandings, type OrderStanding } from "../../flow/order/outcomes.ts";
import type { EventOf, TraceEvent } from "../../trace/events.ts";
import { messageKey } from "../../trace/message-key.ts";
import { ofType } from "../../trace/of-type.ts";
import type { Measures } from "../../trace/measure/measures.ts";
import type { BrokerName } from "../brokers.ts";
import { measure } from "../measure.ts";
import { isAboutOrders } from "../parts/flow/schema.ts";
import type { ScenarioSetup } from "../schema/setup.ts";
import { droppedByFullQueues } from "./drop-oldest.ts";
import { deadLettersOf, type DeadLetter } from "./dead-letter-list.ts";

/** The parameters of a check with this schema: everything but its kind. */
export type ParametersOf<Schema extends z.ZodType<{ readonly kind: string }>> = Omit<z.output<Schema>, "kind">;

/** What checks read: the trace, grouped once by subject. */
export type RunFacts = {
  readonly scenario: ScenarioSetup;
  readonly broker: BrokerName;
  readonly events: readonly TraceEvent[];
  /** Jobs that the server has confirmed, in the order in which they were stored. A replay is not a new job. */
  readonly accepted: readonly EventOf<"job-stored">[];
  readonly deliveries: ReadonlyMap<string, readonly EventOf<"job-delivered">[]>;
  /** Keyed by the work and its job: 'order-1' for its charge, 'refund of order-1' for anything else. */
  readonly effects: ReadonlyMap<string, readonly EventOf<"effect-applied">[]>;
  /** How each order of the flow stands at the end; empty without a flow. */
  readonly orders: readonly OrderStanding[];
  /** Jobs that are in a dead-letter queue at the end. */
  readonly deadLettered: ReadonlyMap<string, EventOf<"job-dead-lettered">>;
  /** Every dead letter that there ever was. */
  readonly deadLetters: readonly DeadLetter[];
  /** Jobs that an operator discarded from a dead-letter queue. */
  readonly discarded: ReadonlySet<string>;
  /** Jobs whose ack the server confirmed, or whose worker crashed between sending the ack and its confirmation. */
  readonly acked: ReadonlySet<string>;
  readonly ackSent: ReadonlySet<string>;
  /** Jobs left undone because their requesters had gone or their time to live had passed. */
  readonly expired: ReadonlySet<string>;
  /** Jobs that a full queue deleted, unfinished, to make room for newer ones. */
  readonly dropped: ReadonlySet<string>;
  /** The broker's last observed state of each queue. */
  readonly lastSeen: ReadonlyMap<string, EventOf<"queue-observed">>;
  /** The broker's last observed state of each log. */
  readonly logsLastSeen: ReadonlyMap<string, EventOf<"log-observed">>;
  /** Depth, times, throughput and utilisation of each queue and worker. */
  readonly measures: Measures;
};

export function gatherFacts(scenario: ScenarioSetup, broker: BrokerName, events: readonly TraceEvent[]): RunFacts {
  const replays = new Set(
    ofType(events, "job-sent").flatMap(({ id, deadLetter }) => (deadLetter === undefined ? [] : [id])),
  );
  const accepted = ofType(events, "job-stored").filter(({ cause }) => cause === null || !replays.has(cause));
  const deadLetters = deadLettersOf(events);
  const died = new Set(ofType(events, "job-dead-lettered").map(messageKey));
  const acked = ofType(events, "job-acked").filter((event) => !died.has(messageKey(event)));
  const leftAs = (as: "discarded" | null) => deadLetters.filter(({ left }) => (left?.as ?? null) === as);
  const known = {
    scenario,
    broker,
    events,
    accepted,
    deliveries: groupBy(ofType(events, "job-delivered"), ({ job }) => job),
    effects: groupBy(ofType(events, "effect-applied"), ({ effect, job }) =>
      effect === "charge" ? job : `${effect} of ${job}`,
    ),
    orders: isAboutOrders(scenario.flow) ? orderStandings(events) : [],
    deadLettered: new Map(leftAs(null).map(({ died: event }) => [event.job, event])),
    deadLetters,
    discarded: new Set(leftAs("discarded").map(({ died: event }) => event.job)),
    acked: new Set(acked.map(({ job }) => job)),
    ackSent: new Set(ofType(events, "job-ack-sent").map((event) => event.job)),
    expired: new Set([...ofType(events, "job-expired").map((event) => event.job), ...outlived(events)]),
    lastSeen: new Map(ofType(events, "queue-observed").map((event) => [event.queue, event])),
    logsLastSeen: new Map(ofType(events, "log-observed").map((event) => [event.log, event])),
    measures: measure(scenario, events),
  };
  return { ...known, dropped: droppedJobs(known) };
}

function droppedJobs(facts: Omit<RunFacts, "dropped">): Set<string> {
  const { scenario, accepted, acked, ackSent, deadLettered, discarded, expired, lastSeen } = facts;
  const settled = [acked, ackSent, deadLettered, discarded, expired];
  return droppedByFullQueues(
    scenario.queues,
    accepted,
    (job) => settled.some((jobs) => jobs.has(job)),
    (queue) => lastSeen.get(queue)?.stored ?? 0,
  );
}

/**
 * Jobs that were not done when their time to live had passed. The server deletes them and does not report it. If a worker had
 * such a job, it crashed or failed; otherwise the trace has the job's end.
 */
function outlived(events: readonly TraceEvent[]): string[] {
  const end = events.at(-1)?.at ?? 0;
  const ended = new Set(
    [...ofType(events, "job-ack-sent"), ...ofType(events, "job-acked"), ...ofType(events, "job-dead-lettered")].map(
      ({ job }) => job,
    ),
  );
  return ofType(events, "job-sent").flatMap(({ at, job, ttlMs }) =>
    ttlMs !== undefined && at + ttlMs < end && !ended.has(job) ? [job] : [],
  );
}

/** The result of a check: whether it holds, and what was seen, in plain words. */
export type Finding = { readonly holds: boolean; readonly detail: string };

/** 'order-1, order-2 and 3 more' */
export function listNames(names: readonly string[], most = 3): string {
  if (names.length === 0) return "none";
  const shown = names.slice(0, most).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** 'twice', '3 times' */
export function times(n: number): string {
  return n === 2 ? "twice" : `${n} times`;
}
