import { smallest } from "../../../../engine/views.ts";
import type { QueueSpec } from "../../../../engine/scenario/schema.ts";
import { leaseAt } from "./lease.ts";
import type { DeliveryRecord, LeaseEnd, MessageRecord, UnseenDelivery } from "./records.ts";
import { awayAt, type ServerRecords } from "../server/read.ts";
import type { DeliveryDraft, MessageDraft } from "./read-trace.ts";

/**
 * The second pass derives what only the queue knows and no event reports: when a message was stored, when it left, when
 * its ack arrived, and when its visibility timeout expired.
 *
 * M1  arrivedAt ≤ every leftQueueAt ≤ its delivery's `at`; leftQueueAt ≤ leaseEndsAt ≤ deletedAt (if finite).
 * M2  A later delivery is proof: the queue still had the message, whatever was sent before.
 * M3  A move to the dead-letter queue has no event until it is confirmed. It has begun when a job failed and was not
 *     nacked, or was delivered more often than its attempts allow.
 * M4  A sent message arrives, even if its sender dies meanwhile (it is on the wire), unless M2 contradicts.
 * M5  A message that was confirmed and lost on the wire travels and vanishes: it has a life, but no stay in the queue.
 * M6  A message that was sent while no server answered for the queue is not heard. A later try of it is stored.
 */
export type DeriveContext = {
  readonly hopMs: number;
  readonly queues: readonly QueueSpec[];
  readonly poisoned: ReadonlySet<string>;
  readonly servers: ServerRecords | null;
};

export function deriveMessage(draft: MessageDraft, context: DeriveContext): MessageRecord {
  const spec = context.queues.find(({ name }) => name === draft.queue);
  const sentAgain = wasSentAgain(draft, context);
  const arrivedAt = arrivalOf(draft, context.hopMs, sentAgain);
  const drafts = [...draft.deliveries].sort((a, b) => a.delivered.at - b.delivered.at);
  const left = drafts.map(({ delivered }) => Math.max(arrivedAt, delivered.at - context.hopMs));
  const acks = drafts.map((delivery) => ackTimes(delivery, left.at(-1) ?? 0, context.hopMs));
  const wipedAt = draft.wiped?.at ?? Infinity;
  const gone = draft.lost ? arrivedAt : Math.min(wipedAt, lifeEndsAt(draft, arrivedAt));
  const deletedAt = smallest(
    acks.map(({ arrivedAt: at }) => at),
    gone,
  );
  const deliveries = drafts.map((delivery, i): DeliveryRecord => {
    const leftQueueAt = left[i] ?? arrivedAt;
    const ack = acks[i] ?? NO_ACK;
    const end = leaseEndOf(delivery, {
      leftQueueAt,
      deletedAt,
      wipedAt,
      nextLeftAt: left[i + 1] ?? Infinity,
      hopMs: context.hopMs,
    });
    const deadLetterLeftAt = deadLetterSentAt(delivery, spec?.maxAttempts ?? Infinity, context.hopMs);
    return {
      ...delivery,
      leftQueueAt,
      ackLeftAt: ack.leftAt,
      ackArrivedAt: ack.arrivedAt,
      deadLetterLeftAt,
      deadLetterArrivedAt: halfWay(deadLetterLeftAt, delivery.deadLettered?.at ?? Infinity, context.hopMs),
      ...end,
    };
  });
  const { queue, job, streamSequence, sent, stored, lost, scheduled, copied } = draft;
  // An edited payload is no longer poison.
  const poison = context.poisoned.has(job) && sent?.edited !== true;
  return {
    queue,
    job,
    streamSequence,
    sent,
    stored,
    lost,
    wiped: draft.wiped,
    sentAgain,
    copied,
    poison,
    delayedUntil: arrivedAt + (scheduled?.delayMs ?? 0),
    givenUp: isGivenUp(deliveries, spec),
    arrivedAt,
    deliveries,
    deletedAt,
    dropped: null,
    unseen: unseenOf(deliveries, arrivedAt, spec?.ackWaitMs ?? 0),
  };
}

/**
 * When the server deletes a message with a time to live. It counts in whole seconds, from when the message can be
 * delivered.
 */
function lifeEndsAt({ sent, scheduled }: MessageDraft, arrivedAt: number): number {
  if (sent?.ttlMs === undefined) return Infinity;
  return arrivedAt + (scheduled?.delayMs ?? 0) + 1_000 * Math.ceil(sent.ttlMs / 1_000);
}

/** If only the server counts attempts: the last delivery is over, and there will be no other. */
function isGivenUp(deliveries: readonly DeliveryRecord[], spec: QueueSpec | undefined): boolean {
  if (spec?.deadLetters !== false || spec.maxAttempts === null) return false;
  return (deliveries.at(-1)?.delivered.attempt ?? 0) >= spec.maxAttempts;
}

/** M6 */
function wasSentAgain({ queue, sent, stored }: MessageDraft, { servers, hopMs }: DeriveContext): boolean {
  return sent !== null && stored !== null && awayAt(servers, queue, sent.at + hopMs) !== undefined;
}

/** Half of the round trip; earlier only if the first delivery proves it. */
function arrivalOf({ sent, stored, copied, deliveries }: MessageDraft, hopMs: number, sentAgain: boolean): number {
  const firstDelivered = smallest(
    deliveries.map(({ delivered }) => delivered.at),
    Infinity,
  );
  // No event records when the duplicate left; only its arrival is known.
  if (copied) return Math.min(Math.max(sent?.at ?? 0, copied.at - hopMs), firstDelivered);
  const sentAt = sent?.at ?? stored?.at ?? firstDelivered;
  const storedAt = stored?.at ?? Infinity;
  if (sentAgain) return Math.min(storedAt - hopMs, firstDelivered);
  return Math.min(halfWay(sentAt, storedAt, hopMs), firstDelivered);
}

/** The arrival of something that was sent at one time and known to have arrived at another. */
function halfWay(sentAt: number, knownAt: number, hopMs: number): number {
  return Math.min(sentAt + hopMs, (sentAt + knownAt) / 2);
}

function deadLetterSentAt(delivery: DeliveryDraft, maxAttempts: number, hopMs: number): number {
  const { delivered, started, failed, nacked, deadLettered, lost } = delivery;
  if (failed && !nacked) return failed.at;
  if (deadLettered) return Math.max(delivered.at, deadLettered.at - 2 * hopMs);
  const cutOff = lost !== null && !started && delivered.attempt > maxAttempts;
  return cutOff ? delivered.at : Infinity;
}

type AckTimes = { readonly leftAt: number; readonly arrivedAt: number };
const NO_ACK: AckTimes = { leftAt: Infinity, arrivedAt: Infinity };

function ackTimes(delivery: DeliveryDraft, lastLeftAt: number, hopMs: number): AckTimes {
  const { acked } = delivery;
  const leftAt = ackLeftAt(delivery, hopMs);
  if (leftAt === Infinity) return NO_ACK;
  if (acked) return { leftAt, arrivedAt: halfWay(leftAt, acked.at, hopMs) };
  const arrivedAt = leftAt + hopMs;
  return { leftAt, arrivedAt: lastLeftAt > arrivedAt ? Infinity : arrivedAt };
}

function ackLeftAt({ delivered, ackSent, acked, deadLettered, lost }: DeliveryDraft, hopMs: number): number {
  if (ackSent) return ackSent.at;
  // The ack that follows a dead letter has no event of its own: it leaves with the dead letter's confirmation, unless
  // the scenario kills its sender between the two.
  const killed = lost?.type === "actor-crashed" && lost.by === "fault" && lost.at === deadLettered?.at;
  if (deadLettered && !killed) return deadLettered.at;
  return acked ? Math.max(delivered.at, acked.at - 2 * hopMs) : Infinity;
}

type LeaseContext = {
  readonly leftQueueAt: number;
  readonly deletedAt: number;
  readonly wipedAt: number;
  readonly nextLeftAt: number;
  readonly hopMs: number;
};

function leaseEndOf(
  { delivered, extensions, nacked }: DeliveryDraft,
  context: LeaseContext,
): { leaseEndsAt: number; leaseEnd: LeaseEnd } {
  const { leftQueueAt, deletedAt, nextLeftAt, hopMs } = context;
  const nakedAt = nacked ? nacked.at + hopMs : Infinity;
  const { until } = leaseAt({ delivered, extensions }, Infinity);
  const timeout = Math.min(until, nextLeftAt);
  const leaseEndsAt = Math.max(leftQueueAt, Math.min(deletedAt, nakedAt, timeout));
  if (deletedAt <= leaseEndsAt) return { leaseEndsAt, leaseEnd: context.wipedAt <= deletedAt ? "gone" : "acked" };
  if (nakedAt <= leaseEndsAt) return { leaseEndsAt, leaseEnd: "nacked" };
  return { leaseEndsAt, leaseEnd: timeout === Infinity ? "open" : "timeout" };
}

/**
 * A gap in the attempt numbers: the server delivered the message to a process that never recorded it. Each such
 * delivery took a whole ackWait.
 */
function unseenOf(deliveries: readonly DeliveryRecord[], arrivedAt: number, ackWaitMs: number): UnseenDelivery[] {
  const unseen: UnseenDelivery[] = [];
  let attempt = 0;
  let free = arrivedAt;
  for (const { delivered, leftQueueAt, leaseEndsAt } of deliveries) {
    for (let missing = attempt + 1; missing < delivered.attempt; missing++) {
      const to = leftQueueAt - (delivered.attempt - 1 - missing) * ackWaitMs;
      unseen.push({ attempt: missing, from: Math.max(free, to - ackWaitMs), to: Math.max(free, to) });
    }
    attempt = Math.max(attempt, delivered.attempt);
    free = leaseEndsAt;
  }
  return unseen;
}
