import { largest, allQueues, replyQueueNames } from "../../../../engine/views.ts";
import type { EventOf, TraceEvent } from "../../../../engine/trace/events.ts";
import { doneSince } from "../done-since.ts";
import type { Hop } from "../hop.ts";
import { jobHops } from "../hops.ts";
import { PARTS } from "../parts.ts";
import { readServers } from "../server/read.ts";
import { actorNodes, topologyOf } from "../topology.ts";
import { deriveMessage } from "./derive-messages.ts";
import { deadHoldingsOf, holdingsOf } from "./holdings.ts";
import { merged } from "./merge.ts";
import { TraceReader } from "./read-trace.ts";
import { isBuried, poisonedIn, type MessageRecord, type TraceSource } from "./records.ts";
import type { RunRecords } from "./run-index.ts";
import { addTo, countWhile, distinctAscending, mergeSpans, timesBy } from "./sorted.ts";
import { SpanIndex } from "./span-index.ts";
import type { Facts, TraceIndex } from "./trace-index.ts";

/** On a real server, a hop takes less than a millisecond. Tokens are drawn this long all the same. */
const DRAWN_HOP_MS = 40;

/** Reads a whole trace once, so that any moment of it can be drawn at frame rate. */
export function indexTrace(source: TraceSource): TraceIndex {
  const run = recordsOf(source);
  const facts = merged(PARTS.flatMap((part) => ("read" in part ? part.read(run) : [])));
  const known = { ...run, ...facts };
  const hops = hopsOf(known);
  const moments = momentsOf(run);
  return {
    ...known,
    topology: topologyOf(source.scenario, {
      buried: new Set(run.messages.filter(isBuried).map(({ queue }) => queue)),
      ...merged(PARTS.flatMap((part) => ("uses" in part ? part.uses(known) : []))),
    }),
    endMs: endOf(source, hops),
    hops: new SpanIndex(hops),
    moments,
    busy: mergeSpans([...hops, ...moments.map((at) => ({ from: at, to: at }))]),
    eventTimes: risingTimes(run.events),
  };
}

function recordsOf(source: TraceSource): RunRecords {
  const { scenario, broker, events } = source;
  const hopMs = broker === "nats" ? Math.min(scenario.hopMs, DRAWN_HOP_MS) : scenario.hopMs;
  const { messages: drafts, sends, effects, incarnations, pauses } = new TraceReader().read(events);
  const servers = readServers(scenario, events, hopMs);
  const context = { hopMs, queues: allQueues(scenario), poisoned: poisonedIn(source), servers };
  const derived = [...drafts.values()].map((draft) => deriveMessage(draft, context));
  const messages = PARTS.reduce<readonly MessageRecord[]>(
    (known, part) => ("revises" in part ? part.revises(known, scenario) : known),
    derived,
  );
  const nextStart = nextStarts(events);
  const held = messages.flatMap((message) => holdingsOf(message, nextStart));
  return {
    source,
    events,
    hopMs,
    messages,
    drawn: messages.filter((message) => !PARTS.some((part) => "hides" in part && part.hides(message))),
    sends,
    effects,
    incarnations,
    pauses,
    servers,
    holdings: new SpanIndex(held),
    deadHoldings: new SpanIndex(messages.flatMap(deadHoldingsOf)),
    runTimes: timesBy(events, "job-started"),
  };
}

export function hopsOf(run: RunRecords & Facts): Hop[] {
  const { source, hopMs, servers, messages, effects } = run;
  const { scenario } = source;
  return [
    ...PARTS.flatMap((part) => ("hops" in part ? part.hops(run) : [])),
    ...jobHops(run, {
      hopMs,
      servers,
      poisoned: poisonedIn(source),
      doneSince: doneSince(messages, effects),
      nodes: actorNodes(scenario),
      replyQueues: new Set(replyQueueNames(scenario)),
      repeatedReplies: new Set(PARTS.flatMap((part) => ("repeats" in part ? [...part.repeats(run)] : []))),
      words: new Map(PARTS.flatMap((part) => ("words" in part ? [...part.words(run)] : []))),
    }),
  ];
}

function endOf({ events, endMs = 0 }: TraceSource, hops: readonly Hop[]): number {
  const lastEvent = largest(
    events.map(({ at }) => at),
    endMs,
  );
  return Math.ceil(
    largest(
      hops.map(({ to }) => to),
      lastEvent,
    ),
  );
}

/** When the sender of an unconfirmed ack began another job: from then on it no longer waits for the confirmation. */
function nextStarts(events: readonly TraceEvent[]): (ack: EventOf<"job-ack-sent">) => number {
  const starts = new Map<string, EventOf<"job-delivered">[]>();
  for (const event of events)
    if (event.type === "job-delivered") addTo(starts, `${event.actor}/${event.incarnation}`, event);
  return ({ actor, incarnation, seq }) => {
    const own = starts.get(`${actor}/${incarnation}`) ?? [];
    return own[countWhile(own.length, (i) => (own[i]?.seq ?? Infinity) <= seq)]?.at ?? Infinity;
  };
}

/** The visible events: not the looks of the observer and the checks at the end, but expired timeouts and drops. */
function momentsOf({ events, messages }: RunRecords): number[] {
  const seen = events.filter(({ type }) => !UNSEEN.has(type));
  const drops = messages.flatMap(({ dropped }) => dropped?.at ?? []);
  const timeouts = messages.flatMap(({ deliveries }) => deliveries.filter(({ leaseEnd }) => leaseEnd === "timeout"));
  return distinctAscending([...seen.map(({ at }) => at), ...drops, ...timeouts.map(({ leaseEndsAt }) => leaseEndsAt)]);
}

const UNSEEN: ReadonlySet<TraceEvent["type"]> = new Set<TraceEvent["type"]>([
  "queue-observed",
  "log-observed",
  "check-passed",
  "check-failed",
]);

/** On a real server, the clocks of processes may differ a little. `seq` is the order, so times never go back. */
function risingTimes(events: readonly TraceEvent[]): number[] {
  let latest = 0;
  return events.map(({ at }) => (latest = Math.max(latest, at)));
}
