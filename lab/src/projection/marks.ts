import { describeEvent, describeFault, describeIntervention } from "../../../engine/trace/describe.ts";
import type { EventOf, EventType, TraceEvent } from "../../../engine/trace/events.ts";
import { decisiveMoment } from "./figures.ts";
import { jobOf } from "./event-rows.ts";
import { replyQueueName } from "./topology.ts";
import type { TraceIndex } from "./trace-index.ts";
import type { FlagMark, MarkKind, Marks, TickMark } from "./types.ts";

/** What the time machine's scale shows of a run: ticks for its events, flags for what stands out. */
export function marks(index: TraceIndex): Marks {
  const { requesters } = index.source.scenario;
  const quiet = {
    askers: new Set(requesters.map(({ name }) => name)),
    queues: new Set(requesters.map(replyQueueName)),
    acks: acksOfTheUndone(index),
  };
  const kindOf = index.flows ? flowMarkKind : (event: TraceEvent) => markKind(event, quiet);
  const ticks = index.events.flatMap((event): TickMark[] => {
    const kind = kindOf(event);
    return kind === null ? [] : [{ at: event.at, seq: event.seq, kind }];
  });
  const flags = [
    ...index.events.flatMap((event) => [...eventFlags(event, index.events), ...flowFlags(event)]),
    ...timeoutFlags(index),
    ...dropFlags(index),
    ...decisiveFlags(index),
  ];
  return { endMs: index.endMs, ticks, flags: flags.sort((a, b) => a.at - b.at) };
}

/** A reply's own journey has no ticks: that it arrived is 'answered'. Nor has the job that carries a question: 'asked'. */
function markKind(
  event: TraceEvent,
  quiet: {
    readonly askers: ReadonlySet<string>;
    readonly queues: ReadonlySet<string>;
    readonly acks: ReadonlySet<string>;
  },
): MarkKind | null {
  if ("queue" in event && quiet.queues.has(event.queue)) return null;
  if (quiet.acks.has(event.id)) return null;
  if (event.type === "job-sent" && quiet.askers.has(event.actor)) return null;
  return MARK_KINDS[event.type];
}

const MARK_KINDS: Record<EventType, MarkKind | null> = {
  "actor-started": "actor",
  "actor-crashed": "actor",
  "actor-stopped": "actor",
  "actor-paused": "actor",
  "actor-resumed": "actor",
  "engine-step-failed": null,
  "producer-finished": null,
  "job-sent": "sent",
  "job-stored": null,
  "job-scheduled": null,
  "job-refused": null,
  "job-deduplicated": null,
  "job-duplicated": null,
  "job-lost": null,
  "job-delivered": "delivered",
  "job-rate-limited": null,
  "job-started": null,
  "job-in-progress": null,
  "job-failed": "failed",
  "job-ack-sent": null,
  "job-acked": "done",
  "job-naked": null,
  "job-dead-lettered": "dead-lettered",
  "job-expired": "expired",
  "dead-letters-listed": null,
  "dead-letters-grouped": null,
  "job-replayed": null,
  "dead-letter-discarded": "dead-lettered",
  "desk-left": null,
  "child-finished": null,
  "queue-polled": null,
  "event-appended": "sent",
  "event-read": "delivered",
  "event-failed": "failed",
  "event-handled": null,
  "offset-moved": "done",
  "offsets-forgotten": null,
  "appender-finished": null,
  "log-observed": null,
  "request-sent": "asked",
  "request-timed-out": "gave-up",
  "reply-sent": null,
  "reply-received": "answered",
  "reply-stale": "answered",
  "reply-late": "answered",
  "reply-duplicate": "answered",
  "reply-orphaned": "answered",
  "flow-started": null,
  "step-commanded": null,
  "step-done": null,
  "step-failed": null,
  "step-timed-out": null,
  "flow-compensating": null,
  "flow-ended": null,
  "flow-stuck": null,
  "flow-state-saved": null,
  "flow-forgotten": null,
  "timer-set": null,
  "timer-cleared": null,
  "timer-fired": null,
  "machine-state-changed": null,
  "flow-event-dropped": null,
  "flow-looked-up": null,
  "server-stopped": null,
  "server-started": null,
  "leader-seen": null,
  "connection-lost": null,
  "connection-restored": null,
  "effect-applied": "effect",
  "effect-deduplicated": "effect",
  "effect-prevented": "effect",
  "effect-refused": "effect",
  "queue-observed": null,
  "fault-injected": null,
  "intervention-made": null,
  "check-passed": null,
  "check-failed": null,
};

/** What was left undone is 'undone', and its ack is not 'done' as well. */
function acksOfTheUndone({ messages }: TraceIndex): Set<string> {
  return new Set(
    messages.flatMap(({ deliveries }) =>
      deliveries.flatMap(({ expired, acked }) => (expired && acked ? [acked.id] : [])),
    ),
  );
}

/** Of the many events of a flow, those that tell its story: asked, commanded, done outside, answered, ended. */
function flowMarkKind({ type }: TraceEvent): MarkKind | null {
  return FLOW_MARK_KINDS[type] ?? null;
}

const FLOW_MARK_KINDS: Partial<Record<EventType, MarkKind>> = {
  "actor-started": "actor",
  "actor-crashed": "actor",
  "actor-stopped": "actor",
  "actor-paused": "actor",
  "actor-resumed": "actor",
  "job-failed": "failed",
  "job-dead-lettered": "dead-lettered",
  "request-sent": "asked",
  "request-timed-out": "gave-up",
  "step-commanded": "commanded",
  "effect-applied": "outside",
  "step-done": "step-answered",
  "step-failed": "step-answered",
  "flow-ended": "ended",
};

const FLOW_FLAGS: Partial<Record<EventType, FlagMark["kind"]>> = {
  "step-timed-out": "step-timeout",
  "flow-compensating": "compensating",
  "flow-stuck": "stuck",
  "job-lost": "lost",
  "actor-paused": "frozen",
  "actor-resumed": "frozen",
};

function flowFlags(event: TraceEvent): FlagMark[] {
  const { at, seq, actor } = event;
  const kind = FLOW_FLAGS[event.type];
  return kind ? [{ at, seq, actor, kind, job: jobOf(event), label: describeEvent(event) }] : [];
}

function eventFlags(event: TraceEvent, all: readonly TraceEvent[]): FlagMark[] {
  const { at, seq, actor } = event;
  const flag = { at, seq, actor, job: jobOf(event) };
  if (event.type === "request-timed-out") {
    return [{ ...flag, kind: "gave-up", label: `${actor} waits no longer for ${event.request}` }];
  }
  if (event.type === "reply-orphaned") {
    return [
      { ...flag, kind: "stray", label: `orphan: an answer to ${event.request} that nobody remembers asking for` },
    ];
  }
  if (event.type === "reply-stale") {
    return [{ ...flag, kind: "stray", label: `stale: an old answer taken for the answer to ${event.request}` }];
  }
  if (event.type === "actor-crashed" && event.by !== "intervention") {
    return [{ ...flag, kind: "crash", label: `${actor} crashed` }];
  }
  if (event.type === "server-stopped") return [{ ...flag, kind: "crash", label: describeEvent(event) }];
  if (event.type === "server-started") return [{ ...flag, kind: "restart", label: describeEvent(event) }];
  if (event.type === "leader-seen" && event.leader !== null && ledBefore(event, all)) {
    return [{ ...flag, kind: "restart", label: describeEvent(event) }];
  }
  if (event.type === "actor-started" && event.incarnation > 1) {
    return [{ ...flag, kind: "restart", label: `${actor} started again` }];
  }
  // A crash by hand is flagged once, as the intervention that it is.
  if (event.type === "intervention-made") {
    return [{ ...flag, actor: event.action.actor, kind: "intervention", label: describeIntervention(event.action) }];
  }
  if (event.type === "fault-injected" && !isFlaggedAsWhatItDid(event, all)) {
    return [{ ...flag, actor: event.target, kind: "fault", label: `fault: ${describeFault(event)}` }];
  }
  return [];
}

/** A crash, a freeze and a lost message have flags of their own. */
function isFlaggedAsWhatItDid({ id }: TraceEvent, all: readonly TraceEvent[]): boolean {
  return all.some(({ cause, type }) => cause === id && FLAGGED_ITSELF.has(type));
}
const FLAGGED_ITSELF: ReadonlySet<EventType> = new Set<EventType>([
  "actor-crashed",
  "actor-paused",
  "job-lost",
  "server-stopped",
]);

function ledBefore({ queue, seq }: EventOf<"leader-seen">, all: readonly TraceEvent[]): boolean {
  return all.slice(0, seq - 1).some((event) => event.type === "leader-seen" && event.queue === queue);
}

function timeoutFlags({ messages }: TraceIndex): FlagMark[] {
  return messages.flatMap(({ job, deliveries }) =>
    deliveries
      .filter(({ leaseEnd }) => leaseEnd === "timeout")
      .map(({ leaseEndsAt, delivered }): FlagMark => {
        const label = `${job}: visibility timeout (ackWait) passed, free for another worker`;
        return { at: leaseEndsAt, seq: null, kind: "timeout", label, actor: delivered.actor, job };
      }),
  );
}

function dropFlags({ drops }: TraceIndex): FlagMark[] {
  return drops.map(({ job, at }): FlagMark => {
    const label = `${job} dropped: the queue was full, and it was the oldest`;
    return { at, seq: null, kind: "dropped", label, actor: null, job };
  });
}

function decisiveFlags({ source, events }: TraceIndex): FlagMark[] {
  const { lesson } = source.scenario;
  const moment = lesson ? decisiveMoment(lesson, events) : null;
  if (!lesson || !moment) return [];
  return [{ at: moment.at, seq: moment.seq, kind: "decisive", label: lesson.decisive.says, actor: null, job: null }];
}
