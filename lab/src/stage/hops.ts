import { awayAt, type ServerRecords } from "./server/read.ts";
import type { DeliveryRecord, EffectRecord, MessageRecord, SendRecord } from "./trace/records.ts";
import { hop, type Hop, type Way } from "./hop.ts";
import { deadLettersNode, producerNode, queueNode, workerNode, OUTSIDE_NODE } from "./names.ts";
import type { RunRecords } from "./trace/run-index.ts";
import { addTo } from "./trace/sorted.ts";
import type { NodeId, TokenKind } from "./types.ts";

/** The word next to a message that was sent while no server answered for its queue. */
export const NOT_HEARD = "not heard";

export type HopContext = {
  readonly hopMs: number;
  readonly servers: ServerRecords | null;
  readonly poisoned: ReadonlySet<string>;
  /** When a job was first done with (charged, or acked): a later delivery repeats it. */
  readonly doneSince: ReadonlyMap<string, number>;
  readonly nodes: ReadonlyMap<string, NodeId>;
  readonly replyQueues: ReadonlySet<string>;
  /** Replies to requests that had been answered already. */
  readonly repeatedReplies: ReadonlySet<string>;
  /** The word next to a job's token, by job. */
  readonly words: ReadonlyMap<string, string>;
};

/** A hop; the scenario's faults decide whether it carries poison. */
type JobWay = Omit<Way, "poison"> & { readonly poison?: boolean };
const jobHop = ({ poisoned }: HopContext, way: JobWay): Hop =>
  hop({ ...way, poison: way.poison ?? poisoned.has(way.job) });

/** Every hop of a job: sent, delivered, acknowledged, moved; and the requests to the outside services. */
export function jobHops(
  { drawn, sends, effects }: Pick<RunRecords, "drawn" | "sends" | "effects">,
  context: HopContext,
): Hop[] {
  const attemptBehind = attemptsBehind(drawn);
  return [
    ...sendHops(sends, drawn, context),
    ...copyHops(drawn, context),
    ...drawn.flatMap((message) => messageHops(message, context)),
    ...effects.flatMap((effect) => effectHops(effect, attemptBehind(effect), context)),
  ];
}
function sendHops(sends: readonly SendRecord[], messages: readonly MessageRecord[], context: HopContext): Hop[] {
  const originals = messages.filter(({ copied }) => copied === null);
  const arrivals = new Map(originals.map(({ sent, arrivedAt }) => [sent?.id, arrivedAt]));
  const lost = new Set(originals.flatMap((message) => (message.lost && message.sent ? [message.sent.id] : [])));
  return sends.flatMap(({ sent, answered }) => {
    const isUnheard = awayAt(context.servers, sent.queue, sent.at + context.hopMs) !== undefined;
    const arrives =
      arrivals.get(sent.id) ?? Math.min(sent.at + context.hopMs, answered ? (sent.at + answered.at) / 2 : Infinity);
    const duplicate = answered?.type === "job-deduplicated" || context.repeatedReplies.has(sent.job);
    const way: JobWay = {
      id: `job:${sent.id}`,
      kind: kindIn(sent.queue, context),
      job: sent.job,
      attempt: 0,
      duplicate,
      lost: lost.has(sent.id),
      ...(sent.deadLetter === undefined
        ? {
            word: context.words.get(sent.job) ?? null,
            from: context.nodes.get(sent.actor) ?? producerNode(sent.actor),
          }
        : replayWay(sent)),
      to: queueNode(sent.queue),
      leaves: sent.at,
      arrives,
    };
    if (!isUnheard) return [jobHop(context, way)];
    const unheard = jobHop(context, { ...way, lost: true, word: NOT_HEARD, arrives: sent.at + context.hopMs });
    const again = { ...way, id: `again:${sent.id}`, word: "again", leaves: arrives - context.hopMs };
    return arrives > sent.at + context.hopMs ? [unheard, jobHop(context, again)] : [unheard];
  });
}

/** A replayed dead letter travels from its dead-letter queue. An edited one has another payload. */
function replayWay({ queue, edited }: SendRecord["sent"]): Pick<JobWay, "word" | "poison" | "from"> {
  const from = deadLettersNode(queue);
  return edited === true ? { word: "edited", poison: false, from } : { word: "unchanged", from };
}

/** The duplicates that the wire made, each on its sender's edge. */
function copyHops(messages: readonly MessageRecord[], context: HopContext): Hop[] {
  return messages.flatMap(({ copied, sent, job, queue, arrivedAt }) =>
    copied && sent
      ? [
          jobHop(context, {
            id: `copy:${copied.id}`,
            kind: kindIn(queue, context),
            job,
            attempt: 0,
            duplicate: true,
            word: "copy",
            from: context.nodes.get(sent.actor) ?? producerNode(sent.actor),
            to: queueNode(queue),
            leaves: Math.max(sent.at, arrivedAt - context.hopMs),
            arrives: arrivedAt,
          }),
        ]
      : [],
  );
}

function messageHops(message: MessageRecord, context: HopContext): Hop[] {
  return message.deliveries.flatMap((delivery) => deliveryHops(message, delivery, context));
}

function deliveryHops(
  { job, queue, copied, poison }: MessageRecord,
  delivery: DeliveryRecord,
  context: HopContext,
): Hop[] {
  const { delivered, leftQueueAt, ackLeftAt, nacked, deadLetterLeftAt, deadLetterArrivedAt } = delivery;
  const { hopMs } = context;
  const repeats =
    copied !== null || (context.doneSince.get(job) ?? Infinity) <= leftQueueAt || context.repeatedReplies.has(job);
  const worker = context.nodes.get(delivered.actor) ?? workerNode(delivered.actor);
  const common = { job, attempt: delivered.attempt, duplicate: false, poison };
  const backwards = { ...common, from: worker, to: queueNode(queue), back: true };
  const hops = [
    jobHop(context, {
      ...common,
      id: `job:${delivered.id}`,
      kind: kindIn(queue, context),
      duplicate: repeats,
      word: context.words.get(job) ?? null,
      from: queueNode(queue),
      to: worker,
      leaves: leftQueueAt,
      arrives: delivered.at,
    }),
  ];
  if (ackLeftAt < Infinity)
    hops.push(jobHop(context, { ...backwards, id: `ack:${delivered.id}`, kind: "ack", ...ackWay(delivery, hopMs) }));
  if (nacked)
    hops.push(
      jobHop(context, {
        ...backwards,
        id: `nak:${nacked.id}`,
        kind: "nak",
        leaves: nacked.at,
        arrives: nacked.at + hopMs,
      }),
    );
  if (deadLetterLeftAt < Infinity) {
    hops.push(
      jobHop(context, {
        ...common,
        id: `dead:${delivered.id}`,
        kind: "dead-letter",
        from: worker,
        to: deadLettersNode(queue),
        leaves: deadLetterLeftAt,
        arrives: deadLetterArrivedAt,
      }),
    );
  }
  return hops;
}

function ackWay({ ackLeftAt, ackArrivedAt, lost, expired }: DeliveryRecord, hopMs: number) {
  return {
    leaves: ackLeftAt,
    arrives: Math.min(ackArrivedAt, ackLeftAt + hopMs),
    until: ackArrivedAt < Infinity ? ackArrivedAt : Math.min(ackLeftAt + hopMs, lost?.at ?? Infinity),
    expired: expired !== null,
  };
}

const kindIn = (queue: string, { replyQueues }: HopContext): TokenKind => (replyQueues.has(queue) ? "reply" : "job");

/** The request to the outside services and its answer; a charge without a known requester cannot be drawn. */
function effectHops({ event, worker, repeated, job }: EffectRecord, attempt: number, context: HopContext): Hop[] {
  if (worker === null) return [];
  // A job that was charged had a readable payload.
  const common = { job, attempt, duplicate: repeated, poison: false };
  const requester = context.nodes.get(worker) ?? workerNode(worker);
  const { at, id } = event;
  return [
    jobHop(context, {
      ...common,
      id: `effect:${id}`,
      kind: "effect",
      word: event.effect,
      from: requester,
      to: OUTSIDE_NODE,
      leaves: Math.max(0, at - context.hopMs),
      arrives: at,
    }),
    jobHop(context, {
      ...common,
      id: `reply:${id}`,
      kind: "reply",
      from: OUTSIDE_NODE,
      to: requester,
      back: true,
      leaves: at,
      arrives: at + context.hopMs,
    }),
  ];
}

/** The delivery in whose run a charge was made: the last one of the requester that had begun by then. */
function attemptsBehind(messages: readonly MessageRecord[]): (effect: EffectRecord) => number {
  const runs = new Map<string, DeliveryRecord[]>();
  for (const { job, deliveries } of messages)
    for (const delivery of deliveries)
      if (delivery.started !== null) addTo(runs, `${job}|${delivery.started.actor}`, delivery);
  return ({ event, worker, job }) => {
    const own = runs.get(`${job}|${worker}`) ?? [];
    return own.findLast(({ started }) => started !== null && started.at <= event.at)?.delivered.attempt ?? 0;
  };
}
