import { commandJob } from "../../../../engine/flow/order/order.ts";
import type { EventOf, TraceEvent } from "../../../../engine/trace/events.ts";
import { commandName } from "../flow/command-name.ts";
import { deriveMessage, type DeriveContext } from "./derive-messages.ts";
import { withDrops } from "../queue/drop-oldest.ts";
import { copyHops, effectHops, messageHops, sendHops, type Hop, type HopContext } from "../hops.ts";
import { queueSpansOf } from "../queue/spans.ts";
import { TraceReader } from "./read-trace.ts";
import { logHops } from "../log/hops.ts";
import { readLogs } from "../log/read.ts";
import { readServers } from "../server/read.ts";
import { readLetters } from "../dead-letters/read.ts";
import { readFlows } from "../flow/read.ts";
import { readExchanges } from "../requester/read.ts";
import type { AskRecord, EffectRecord, MessageRecord } from "./records.ts";
import { distinctAscending, mergeSpans } from "./sorted.ts";
import { SpanIndex } from "./span-index.ts";
import { deedsIn } from "../dead-letters/stage.ts";
import { NO_WORDS, wordsOf } from "../flow/token-words.ts";
import { actorNodes, allQueues, DEADLINES_QUEUE, replyQueueNames, topologyOf } from "../topology.ts";
import type { TraceIndex } from "./trace-index.ts";
import type { TraceSource } from "../types.ts";
import { deadHoldingsOf, holdingsOf } from "../worker/spans.ts";

/** On a real server a hop takes under a millisecond; tokens are drawn this long all the same. */
const DRAWN_HOP_MS = 40;

/** Reads a whole trace once, so that any moment of it can be drawn at frame rate. */
export function indexTrace(source: TraceSource): TraceIndex {
  const { scenario, broker, events } = source;
  const hopMs = broker === "nats" ? Math.min(scenario.hopMs, DRAWN_HOP_MS) : scenario.hopMs;
  const poisoned = new Set(scenario.faults.flatMap((fault) => (fault.kind === "poison" ? [fault.job] : [])));
  const read = new TraceReader().read(events);
  const servers = readServers(scenario, events, hopMs);
  const context: DeriveContext = { hopMs, queues: allQueues(scenario), poisoned, servers };
  const { asks, orphans } = readExchanges(events);
  const derived = [...read.messages.values()].map((draft) => deriveMessage(draft, context));
  const messages = withDrops(derived, scenario.queues);
  const drawn = messages.filter(({ queue }) => queue !== DEADLINES_QUEUE);
  const logs = readLogs({ scenario, events, hopMs, incarnations: read.incarnations });
  const hops = [
    ...logHops(logs, hopMs, poisoned),
    ...allHops(read, drawn, {
      hopMs,
      servers,
      poisoned,
      doneSince: doneSince(messages, read.effects),
      nodes: actorNodes(scenario),
      replyQueues: new Set(replyQueueNames(scenario)),
      repeatedReplies: repeatedReplies(asks),
      words: scenario.flow ? wordsOf(read.sends) : NO_WORDS,
    }),
  ];
  const flows = scenario.flow ? readFlows(events) : null;
  const endMs = endOf(source, hops);
  const moments = momentsOf(events, messages);
  return {
    source,
    events,
    topology: topologyOf(scenario, {
      buried: new Set(messages.filter(isBuried).map(({ queue }) => queue)),
      store: flows?.keeps === "store",
    }),
    endMs,
    hopMs,
    messages,
    sends: read.sends,
    effects: read.effects,
    asks,
    orphans,
    incarnations: read.incarnations,
    pauses: read.pauses,
    servers,
    flows,
    logs,
    hops: new SpanIndex(hops, endMs),
    queueSpans: new SpanIndex(drawn.flatMap(queueSpansOf), endMs),
    holdings: new SpanIndex(
      messages.flatMap((message) => holdingsOf(message, (after) => nextStart(events, after))),
      endMs,
    ),
    deadHoldings: new SpanIndex(messages.flatMap(deadHoldingsOf), endMs),
    sentTimes: timesBy(events, "job-sent"),
    runTimes: timesBy(events, "job-started"),
    ...doneTimes(messages),
    drops: messages.flatMap(dropOf),
    letters: readLetters(events, messages, read.sends, {
      hopMs,
      incarnations: read.incarnations,
      pauses: read.pauses,
    }),
    deeds: deedsIn(events),
    moments,
    busy: mergeSpans([...hops, ...moments.map((at) => ({ from: at, to: at }))]),
    eventTimes: risingTimes(events),
  };
}

function allHops(read: TraceReader, messages: readonly MessageRecord[], context: HopContext): Hop[] {
  return [
    ...sendHops(read.sends, messages, context),
    ...copyHops(messages, context),
    ...messages.flatMap((message) => messageHops(message, context)),
    ...read.effects.flatMap((effect) => effectHops(effect, attemptBehind(effect, messages), context)),
  ];
}

/** The delivery in whose run a charge was made: the asker's last one that had begun by then. */
function attemptBehind({ event, worker, job }: EffectRecord, messages: readonly MessageRecord[]): number {
  const runs = messages
    .filter((message) => message.job === job)
    .flatMap(({ deliveries }) => deliveries)
    .filter(({ started }) => started !== null && started.actor === worker && started.at <= event.at);
  return runs.at(-1)?.delivered.attempt ?? 0;
}

function doneSince(messages: readonly MessageRecord[], effects: readonly EffectRecord[]): Map<string, number> {
  const since = new Map<string, number>();
  const note = (job: string, at: number) => since.set(job, Math.min(at, since.get(job) ?? Infinity));
  for (const { event, job } of effects) if (event.type === "effect-applied") note(job, event.at);
  for (const message of messages) {
    const { job, deletedAt, lost, dropped } = message;
    if (!lost && !dropped && deletedAt < Infinity && !isBuried(message)) note(job, deletedAt);
  }
  // Another try of a command that was obeyed repeats it, whatever its job is called.
  for (const { job } of messages) {
    const command = commandName(job);
    const first = command && since.get(commandJob(command.order, command.action, 1));
    if (first !== null && first !== undefined) note(job, first);
  }
  return since;
}

/** What was acked after work, and what was acked instead of work. */
function doneTimes(messages: readonly MessageRecord[]): Pick<TraceIndex, "doneTimes" | "undoneTimes"> {
  const done = new Map<string, number[]>();
  const undone = new Map<string, number[]>();
  for (const { deliveries } of messages) {
    for (const { acked, deadLettered, expired } of deliveries) {
      if (acked && !deadLettered) push(expired ? undone : done, acked.actor, acked.at);
    }
  }
  for (const list of [...done.values(), ...undone.values()]) list.sort((a, b) => a - b);
  return { doneTimes: done, undoneTimes: undone };
}

/** Who had it in hand and finished has done it all the same: that is no loss. */
function dropOf({ queue, job, dropped, deliveries }: MessageRecord): TraceIndex["drops"] {
  if (!dropped || deliveries.some(({ ackSent, acked }) => ackSent !== null || acked !== null)) return [];
  return [{ queue, job, at: dropped.at }];
}

const isBuried = ({ deliveries }: MessageRecord): boolean =>
  deliveries.some(({ deadLetterLeftAt }) => deadLetterLeftAt < Infinity);

function repeatedReplies(asks: readonly AskRecord[]): Set<string> {
  const repeats = asks.flatMap(({ replies }) => replies.filter(({ event }) => event.type === "reply-duplicate"));
  return new Set(repeats.flatMap(({ job }) => job ?? []));
}

function timesBy(events: readonly TraceEvent[], type: TraceEvent["type"]): Map<string, number[]> {
  const times = new Map<string, number[]>();
  for (const event of events) if (event.type === type) push(times, event.actor, event.at);
  return times;
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function endOf({ events, endMs = 0 }: TraceSource, hops: readonly Hop[]): number {
  return Math.ceil(
    Math.max(
      endMs,
      ...[0],
      events.reduce((last, { at }) => Math.max(last, at), 0),
      hops.reduce((last, { to }) => Math.max(last, to), 0),
    ),
  );
}

/** When whoever sent this ack, which nobody confirmed, began another job: by then it waits no longer. */
function nextStart(events: readonly TraceEvent[], ack: EventOf<"job-ack-sent">): number {
  const next = events
    .slice(ack.seq)
    .find(
      ({ type, actor, incarnation }) =>
        type === "job-delivered" && actor === ack.actor && incarnation === ack.incarnation,
    );
  return next?.at ?? Infinity;
}

/** What can be seen to happen: the observer's looks and the checks at the end are not, a passed timeout and a drop are. */
function momentsOf(events: readonly TraceEvent[], messages: readonly MessageRecord[]): number[] {
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

/** On a real server processes' clocks may differ by a little: `seq` is the order, so times never go back. */
function risingTimes(events: readonly TraceEvent[]): number[] {
  let latest = 0;
  return events.map(({ at }) => (latest = Math.max(latest, at)));
}
