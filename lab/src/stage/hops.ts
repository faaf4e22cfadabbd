import { awayAt, type ServerRecords } from "./server/read.ts";
import type { DeliveryRecord, EffectRecord, MessageRecord, SendRecord } from "./trace/records.ts";
import type { Span } from "./trace/span-index.ts";
import { NOT_HEARD } from "./flow/token-words.ts";
import { deadLettersNode, edgeId, producerNode, queueNode, workerNode, WORLD_NODE } from "./topology.ts";
import type { NodeId, TokenKind, TokenView } from "./types.ts";

/** A token's way between two nodes; a `TokenView` is one of these at one moment. */
export type Hop = Span & {
  /** When it would be there: later than `to` for what was cut off on its way. */
  readonly arrivesAt: number;
  readonly token: Omit<TokenView, "progress">;
};

export type HopContext = {
  readonly hopMs: number;
  readonly servers: ServerRecords | null;
  readonly poisoned: ReadonlySet<string>;
  /** When a job was first done with (charged, or acked): what is given out later repeats it. */
  readonly doneSince: ReadonlyMap<string, number>;
  readonly nodes: ReadonlyMap<string, NodeId>;
  readonly replyQueues: ReadonlySet<string>;
  /** Replies to what had been answered already. */
  readonly repeatedReplies: ReadonlySet<string>;
  /** What stands beside a job's token, by job. */
  readonly words: ReadonlyMap<string, string>;
};

type Way = {
  readonly id: string;
  readonly kind: TokenKind;
  readonly job: string;
  readonly attempt: number;
  readonly duplicate: boolean;
  readonly expired?: boolean;
  readonly lost?: boolean;
  readonly word?: string | null;
  readonly poison?: boolean;
  readonly from: NodeId;
  readonly to: NodeId;
  /** Against the direction of the edge. */
  readonly back?: boolean;
  readonly leaves: number;
  readonly arrives: number;
  /** Where it is cut off. */
  readonly until?: number;
};

export function sendHops(sends: readonly SendRecord[], messages: readonly MessageRecord[], context: HopContext): Hop[] {
  const originals = messages.filter(({ copied }) => copied === null);
  const arrivals = new Map(originals.map(({ sent, arrivedAt }) => [sent?.id, arrivedAt]));
  const lost = new Set(originals.flatMap((message) => (message.lost && message.sent ? [message.sent.id] : [])));
  return sends.flatMap(({ sent, answered }) => {
    const isUnheard = awayAt(context.servers, sent.queue, sent.at + context.hopMs) !== undefined;
    const arrives =
      arrivals.get(sent.id) ?? Math.min(sent.at + context.hopMs, answered ? (sent.at + answered.at) / 2 : Infinity);
    const duplicate = answered?.type === "job-deduplicated" || context.repeatedReplies.has(sent.job);
    const way: Way = {
      id: `job:${sent.id}`,
      kind: kindIn(sent.queue, context),
      job: sent.job,
      attempt: 0,
      duplicate,
      lost: lost.has(sent.id),
      ...(sent.letter === undefined
        ? {
            word: context.words.get(sent.job) ?? null,
            from: context.nodes.get(sent.actor) ?? producerNode(sent.actor),
          }
        : replayWay(sent)),
      to: queueNode(sent.queue),
      leaves: sent.at,
      arrives,
    };
    if (!isUnheard) return [hop(context, way)];
    const unheard = hop(context, { ...way, lost: true, word: NOT_HEARD, arrives: sent.at + context.hopMs });
    const again = { ...way, id: `again:${sent.id}`, word: "again", leaves: arrives - context.hopMs };
    return arrives > sent.at + context.hopMs ? [unheard, hop(context, again)] : [unheard];
  });
}

/** A dead letter travels from where it lies, whoever sends it; edited, it is not what it was. */
function replayWay({ queue, edited }: SendRecord["sent"]): Pick<Way, "word" | "poison" | "from"> {
  const from = deadLettersNode(queue);
  return edited === true ? { word: "edited", poison: false, from } : { word: "as it was", from };
}

/** The copies that the wire made, each on its sender's way. */
export function copyHops(messages: readonly MessageRecord[], context: HopContext): Hop[] {
  return messages.flatMap(({ copied, sent, job, queue, arrivedAt }) =>
    copied && sent
      ? [
          hop(context, {
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

export function messageHops(message: MessageRecord, context: HopContext): Hop[] {
  return message.deliveries.flatMap((delivery) => deliveryHops(message, delivery, context));
}

function deliveryHops(
  { job, queue, copied, poison }: MessageRecord,
  delivery: DeliveryRecord,
  context: HopContext,
): Hop[] {
  const { delivered, leftQueueAt, ackLeftAt, naked, deadLetterLeftAt, deadLetterArrivedAt } = delivery;
  const { hopMs } = context;
  const repeats =
    copied !== null || (context.doneSince.get(job) ?? Infinity) <= leftQueueAt || context.repeatedReplies.has(job);
  const worker = context.nodes.get(delivered.actor) ?? workerNode(delivered.actor);
  const common = { job, attempt: delivered.attempt, duplicate: false, poison };
  const backwards = { ...common, from: worker, to: queueNode(queue), back: true };
  const hops = [
    hop(context, {
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
    hops.push(hop(context, { ...backwards, id: `ack:${delivered.id}`, kind: "ack", ...ackWay(delivery, hopMs) }));
  if (naked)
    hops.push(
      hop(context, { ...backwards, id: `nak:${naked.id}`, kind: "nak", leaves: naked.at, arrives: naked.at + hopMs }),
    );
  if (deadLetterLeftAt < Infinity) {
    hops.push(
      hop(context, {
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

/** The request to the outside world and its answer; a charge without a known asker cannot be drawn. */
export function effectHops(
  { event, worker, repeated, job }: EffectRecord,
  attempt: number,
  context: HopContext,
): Hop[] {
  if (worker === null) return [];
  // What could be charged was readable.
  const common = { job, attempt, duplicate: repeated, poison: false };
  const asker = context.nodes.get(worker) ?? workerNode(worker);
  const { at, id } = event;
  return [
    hop(context, {
      ...common,
      id: `effect:${id}`,
      kind: "effect",
      word: event.effect,
      from: asker,
      to: WORLD_NODE,
      leaves: Math.max(0, at - context.hopMs),
      arrives: at,
    }),
    hop(context, {
      ...common,
      id: `reply:${id}`,
      kind: "reply",
      from: WORLD_NODE,
      to: asker,
      back: true,
      leaves: at,
      arrives: at + context.hopMs,
    }),
  ];
}

function hop({ poisoned }: HopContext, way: Way): Hop {
  const { id, kind, job, attempt, duplicate, from, to, back = false } = way;
  const { expired = false, lost = false, word = null } = way;
  const poison = way.poison ?? poisoned.has(job);
  const edge = back ? edgeId(to, from) : edgeId(from, to);
  return {
    from: way.leaves,
    to: way.until ?? way.arrives,
    arrivesAt: way.arrives,
    token: { id, kind, job, attempt, duplicate, expired, lost, word, from, to, edge, reverse: back, poison },
  };
}
