import { eventsAbout, formatDuration, largest, ofType } from "../../../../engine/views.ts";
import type { Tone } from "../../../../engine/trace/family.ts";
import type { EventType, TraceEvent } from "../../../../engine/trace/events.ts";
import { queueSpansOf, type QueueSpan } from "../../stage/queue/spans.ts";
import { perRun } from "../../stage/trace/per-run.ts";
import { addTo } from "../../stage/trace/sorted.ts";
import type { DeliveryRecord, MessageRecord } from "../../stage/trace/records.ts";
import type { TraceIndex } from "../../stage/trace/trace-index.ts";
import { eventRow } from "../events/event-rows.ts";

/** One line of a message's timeline: a span of time, or a moment. */
export type TimelineRow = {
  readonly key: string;
  readonly from: number;
  /** Null: a moment. Infinity: it lasts beyond the end of the run. */
  readonly to: number | null;
  readonly kind: "queue" | "delivery" | "work" | "ack" | "event";
  /** 'worker-1 has order-3 (delivery 2)' */
  readonly says: string;
  /** How a span ended: 'its worker crashed'; empty for a moment, and for a span that says so itself. */
  readonly ended: string;
  readonly tone: Tone;
};

/** Everything that happened to one job, request, event or flow, and to what carried it. */
export function timelineOf(index: TraceIndex, name: string): TimelineRow[] {
  const about = eventsAbout(index.events, name);
  const jobs = new Set(about.flatMap((event) => ("job" in event && typeof event.job === "string" ? [event.job] : [])));
  const several = jobs.size > 1;
  const messages = [...jobs].flatMap((job) => messagesByJob(index).get(job) ?? []);
  const rows = [
    ...messages.flatMap((message) => messageRows(message, several)),
    ...readings(about),
    ...about.filter(({ type }) => !IN_SPANS.has(type)).map(momentOf),
  ];
  return rows.sort((a, b) => a.from - b.from || ORDER[a.kind] - ORDER[b.kind]);
}

const messagesByJob = perRun(({ messages }) => {
  const all = new Map<string, MessageRecord[]>();
  for (const message of messages) addTo(all, message.job, message);
  return all;
});

/** What a span begins with or ends with needs no line of its own. */
const IN_SPANS: ReadonlySet<EventType> = new Set<EventType>([
  "job-delivered",
  "job-started",
  "job-ack-sent",
  "job-acked",
  "job-nacked",
  "job-stored",
  "event-read",
  "event-handled",
]);
const ORDER = { event: 0, queue: 1, delivery: 2, work: 3, ack: 4 } as const;

function messageRows(message: MessageRecord, several: boolean): TimelineRow[] {
  const what = several ? message.job : "it";
  const key = `${message.queue}#${message.streamSequence}#${message.job}`;
  return [
    ...queueSpansOf(message)
      .filter(({ state }) => state !== "in-flight")
      .map((span) => stayRow(span, what, key)),
    ...message.unseen.map(({ attempt, from, to }): TimelineRow => ({
      ...{ key: `${key}#unseen-${attempt}`, from, to, kind: "delivery", tone: "bad" },
      says: `a worker that had crashed got ${what} (delivery ${attempt}, inferred)`,
      ended: "visibility timeout passed",
    })),
    ...message.deliveries.flatMap((delivery) => deliveryRows(delivery, what)),
  ];
}

function stayRow({ state, from, to, message }: QueueSpan, what: string, key: string): TimelineRow {
  const says = {
    waiting: `${message.queue} has ${what}, ready for a worker`,
    "held-back": `${message.queue} has ${what}, delayed`,
    "in-flight": "",
    "given-up": `${message.queue} has ${what} and delivers it no more`,
  }[state];
  const tone = state === "given-up" ? "bad" : state === "held-back" ? "warn" : "plain";
  return { key: `${key}#${state}-${from}`, from, to, kind: "queue", says, ended: "", tone };
}

function deliveryRows(delivery: DeliveryRecord, what: string): TimelineRow[] {
  const { delivered, started, failed, ackSent, acked, nacked, lost, leaseEnd, leaseEndsAt } = delivery;
  const { id, actor, attempt } = delivered;
  const to = acked?.at ?? nacked?.at ?? lost?.at ?? Infinity;
  const rows: TimelineRow[] = [
    {
      ...{ key: `${id}#has`, from: delivered.at, to, kind: "delivery" },
      says: `${actor} has ${what} (delivery ${attempt})`,
      ...endOfDelivery(delivery),
    },
  ];
  if (started) {
    const worked = failed?.at ?? ackSent?.at ?? to;
    const ended = failed
      ? `failed: ${failed.error}`
      : ackSent
        ? "finished"
        : lost && to === lost.at
          ? endOfLife(lost)
          : "";
    const tone: Tone = failed || ended.startsWith("its worker") ? "bad" : "work";
    rows.push({
      key: `${id}#works`,
      from: started.at,
      to: worked,
      kind: "work",
      says: `${actor} works on ${what}`,
      ended,
      tone,
    });
  }
  if (ackSent)
    rows.push({
      ...{ key: `${id}#ack`, from: ackSent.at, to: acked?.at ?? lost?.at ?? Infinity, kind: "ack" },
      says: `${actor} sent the ack`,
      ended: acked ? "confirmed" : lost ? `never confirmed: ${endOfLife(lost)}` : "not confirmed",
      tone: acked ? "good" : "bad",
    });
  if (leaseEnd === "timeout" && leaseEndsAt > delivered.at)
    rows.push({
      ...{ key: `${id}#lease`, from: delivered.at, to: leaseEndsAt, kind: "queue", tone: "warn" },
      says: `the queue waits for the ack of delivery ${attempt} (in flight)`,
      ended: "visibility timeout (ackWait) passed",
    });
  return rows;
}

function endOfDelivery({
  acked,
  nacked,
  lost,
  deadLettered,
  expired,
}: DeliveryRecord): Pick<TimelineRow, "ended" | "tone"> {
  if (deadLettered) return { ended: "moved to the dead-letter queue", tone: "warn" };
  if (expired) return { ended: "skipped: it had expired", tone: "warn" };
  if (acked)
    return { ended: acked.terminated === undefined ? "ack confirmed" : `skipped: ${acked.terminated}`, tone: "good" };
  if (nacked) return { ended: `nack, again in ${formatDuration(nacked.delayMs)}`, tone: "warn" };
  if (lost) return { ended: endOfLife(lost), tone: "bad" };
  return { ended: "no ack up to the end", tone: "warn" };
}

const endOfLife = ({ type }: NonNullable<DeliveryRecord["lost"]>) =>
  type === "actor-crashed" ? "its worker crashed" : "its worker stopped";

/** Readers of a log: from the reading of an event to its end. */
function readings(about: readonly TraceEvent[]): TimelineRow[] {
  const handled = ofType(about, "event-handled");
  return ofType(about, "event-read").map((read) => {
    const { id, actor, incarnation, at, event, log, logSequence } = read;
    const end = handled.find(
      (one) =>
        one.actor === actor &&
        one.incarnation === incarnation &&
        one.log === log &&
        one.logSequence === logSequence &&
        one.at >= at,
    );
    return {
      ...{ key: `${id}#reads`, from: at, to: end?.at ?? null, kind: "work", tone: end ? "work" : "warn" },
      says: end ? `${actor} reads ${event}` : `${actor} reads ${event}, and does not finish it`,
      ended: "",
    } satisfies TimelineRow;
  });
}

function momentOf(event: TraceEvent): TimelineRow {
  const { sentence, tone } = eventRow(event);
  return { key: event.id, from: event.at, to: null, kind: "event", says: sentence, ended: "", tone };
}

/** The rows up to the moment; a span that is not over does not say how it ends. */
export function rowsUntil(rows: readonly TimelineRow[], atMs: number): TimelineRow[] {
  return rows
    .filter(({ from }) => from <= atMs)
    .map((row) => (row.to === null || row.to <= atMs ? row : { ...row, to: Infinity, ended: "", tone: "plain" }));
}

/** '2 s, its worker crashed'; for a span that goes on, 'so far 300 ms'. */
export function lengthOf({ from, to, ended }: TimelineRow, atMs: number, endMs: number): string {
  if (to === null) return "";
  const words =
    to > endMs
      ? `${formatDuration(Math.max(0, Math.round(atMs - from)))} so far`
      : formatDuration(Math.round(to - from));
  return ended === "" ? words : `${words}: ${ended}`;
}

/** What the bars are drawn in: from the first moment of the rows to the last one of the run that they reach. */
export function scaleOf(rows: readonly TimelineRow[], endMs: number): { readonly from: number; readonly to: number } {
  const from = rows[0]?.from ?? 0;
  const ends = rows.map((row) => Math.min(row.to ?? row.from, endMs));
  return { from, to: largest(ends, from + 1) };
}

/** The jobs and the events of logs, in the order in which they were sent, and when each was. */
export const namesIn = perRun(({ events }) => {
  const first = new Map<string, number>();
  for (const event of events) {
    const name = event.type === "job-sent" ? event.job : event.type === "event-appended" ? event.event : undefined;
    if (name !== undefined && !first.has(name)) first.set(name, event.at);
  }
  return [...first].map(([name, at]) => ({ name, at }));
});
