import { describeEvent } from "../../../../engine/trace/describe.ts";
import { describeFault, describeIntervention } from "../../../../engine/trace/events/runner.ts";
import type { MarkKind } from "../../../../engine/trace/family.ts";
import { EVENT_KINDS, type EventOf, type EventType, type TraceEvent } from "../../../../engine/trace/events.ts";
import { acksOfTheUndone } from "../../stage/trace/acks.ts";
import { decisiveMoment } from "../../lessons/figures.ts";
import { jobOf } from "../events/event-rows.ts";
import { outagesOf } from "../../stage/outside/outages.ts";
import { mergeSpans } from "../../stage/trace/sorted.ts";
import { replyQueueName } from "../../stage/topology.ts";
import type { TraceIndex } from "../../stage/trace/trace-index.ts";
import type { FlagMark, Marks, TickMark } from "../../stage/types.ts";

/** What the time machine's scale shows of a run: ticks for its events, flags for what stands out. */
export function marks(index: TraceIndex, decisiveSays = ""): Marks {
  const { requesters } = index.source.scenario;
  const quiet = {
    askers: new Set(requesters.map(({ name }) => name)),
    queues: new Set(requesters.map(replyQueueName)),
    acks: acksOfTheUndone(index.messages),
  };
  const kindOf = index.flows ? flowMarkKind : (event: TraceEvent) => markKind(event, quiet);
  const ticks = index.events.flatMap((event): TickMark[] => {
    const kind = kindOf(event);
    return kind === null ? [] : [{ at: event.at, seq: event.seq, kind }];
  });
  const flags = [
    ...index.events.flatMap((event) => [...eventFlags(event, index.events), ...flowFlags(event)]),
    ...timeoutFlags(index),
    ...outageFlags(index),
    ...dropFlags(index),
    ...decisiveFlags(index, decisiveSays),
  ];
  return { endMs: index.endMs, ticks, flags: flags.sort((a, b) => a.at - b.at), aways: awaysOf(index) };
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
  return EVENT_KINDS[event.type].mark ?? null;
}

/** Of the many events of a flow, those that tell its story: asked, commanded, done outside, answered, ended. */
function flowMarkKind({ type }: TraceEvent): MarkKind | null {
  return EVENT_KINDS[type].flowMark ?? null;
}

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

/** That it answers again no event tells. */
function outageFlags(index: TraceIndex): FlagMark[] {
  const who = index.flows ? "the world outside" : "the payment provider";
  return outagesOf(index)
    .filter(({ to }) => to <= index.endMs)
    .map(({ to }): FlagMark => ({
      at: to,
      seq: null,
      kind: "restart",
      label: `${who} answers again`,
      actor: null,
      job: null,
    }));
}

function awaysOf(index: TraceIndex): Marks["aways"] {
  const downs = [...(index.servers?.downs.values() ?? [])].flat();
  const spans = [...outagesOf(index), ...downs].map(({ from, to }) => ({ from, to: Math.min(to, index.endMs) }));
  return mergeSpans(spans.sort((a, b) => a.from - b.from));
}

function dropFlags({ drops }: TraceIndex): FlagMark[] {
  return drops.map(({ job, at }): FlagMark => {
    const label = `${job} dropped: the queue was full, and it was the oldest`;
    return { at, seq: null, kind: "dropped", label, actor: null, job };
  });
}

function decisiveFlags({ source, events }: TraceIndex, says: string): FlagMark[] {
  const { lesson } = source.scenario;
  const moment = lesson ? decisiveMoment(lesson, events) : null;
  if (!lesson || !moment) return [];
  return [{ at: moment.at, seq: moment.seq, kind: "decisive", label: says, actor: null, job: null }];
}
