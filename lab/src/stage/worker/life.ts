import { formatCount, formatDuration, formatMs } from "../../../../engine/views.ts";
import type { Life } from "../life-step.ts";
import type { EventId } from "../../../../engine/trace/event.ts";
import { stamp, type DraftStep } from "../life-step.ts";
import { leaseAt } from "../trace/lease.ts";
import type { DeliveryRecord, MessageRecord } from "../trace/records.ts";
import type { RunIndex } from "../trace/run-index.ts";

export const workerLife = { life: lifeAtWorkers } satisfies Life;

/** What workers did with a job. */
function lifeAtWorkers(index: RunIndex, job: string): DraftStep[] {
  const messages = index.messages.filter((message) => message.job === job);
  const runs = new Map<EventId, number>();
  const started = messages.flatMap(({ deliveries }) => deliveries.flatMap((delivery) => delivery.started ?? []));
  started.sort((a, b) => a.seq - b.seq).forEach((event, i) => runs.set(event.id, i + 1));
  return messages.flatMap((message) => deliverySteps(message, runs));
}

/** Every delivery of a message and its outcome. `runs` numbers the handler's runs of this job. */
function deliverySteps(message: MessageRecord, runs: ReadonlyMap<EventId, number>): DraftStep[] {
  const { deliveries, unseen } = message;
  return [
    ...unseen.map((lost): DraftStep => {
      const next = deliveries.find(({ delivered }) => delivered.attempt > lost.attempt)?.delivered;
      return {
        at: lost.from,
        order: (next?.seq ?? 0) - 0.5,
        text: "delivered to a worker that had already crashed",
        system: `delivery ${lost.attempt}, inferred from the next delivery's number; the time is an estimate`,
        tone: "bad",
        eventIds: next ? [next.id] : [],
        actor: null,
        attempt: lost.attempt,
        derived: true,
      };
    }),
    ...deliveries.flatMap((delivery, i) => [
      arrival(delivery, deliveries[i - 1]),
      ...workSteps(delivery, runs, message.sent?.ttlMs !== undefined),
      ...endSteps(message, delivery),
    ]),
  ];
}

function arrival({ delivered, leftQueueAt }: DeliveryRecord, before: DeliveryRecord | undefined): DraftStep {
  const { attempt, actor, deadline } = delivered;
  const common = { ...stamp(delivered), attempt };
  const until = `delivery ${attempt}, ackWait until ${formatMs(deadline)}`;
  if (!before) return { ...common, text: `delivered to ${actor}`, system: until, tone: "work" };
  if (before.leaseEnd === "nacked")
    return { ...common, text: `tried again: delivered to ${actor}`, system: until, tone: "work" };
  const gone = formatDuration(leftQueueAt - before.leftQueueAt);
  return {
    ...common,
    text: `came back after ${gone}: delivered to ${actor}`,
    system: `ackWait passed, ${until}`,
    tone: "warn",
  };
}

function workSteps(
  { started, extensions, failed, ackSent, expired, delivered }: DeliveryRecord,
  runs: ReadonlyMap<EventId, number>,
  hasTtl: boolean,
): DraftStep[] {
  const { attempt } = delivered;
  const steps: DraftStep[] = [];
  if (started)
    steps.push({
      ...stamp(started),
      attempt,
      text: expired ? `${started.actor} looked at it` : `${started.actor} began to work on it`,
      system: `run ${runs.get(started.id) ?? 1}`,
      tone: "work",
    });
  for (const extension of extensions)
    steps.push({
      ...stamp(extension),
      attempt,
      text: `${extension.actor} asked for more time`,
      system: `working, ackWait until ${formatMs(extension.deadline)}`,
      tone: "work",
    });
  if (failed)
    steps.push({
      ...stamp(failed),
      attempt,
      text: `${failed.actor} failed: ${failed.error}`,
      system: "the handler threw",
      tone: "bad",
    });
  if (expired)
    steps.push({
      ...stamp(expired),
      attempt,
      text: `${expired.actor} skipped it: ${hasTtl ? "its time to live was over" : "its requester had given up"}`,
      system: `deadline ${formatMs(expired.deadline)}`,
      tone: "warn",
    });
  if (ackSent) {
    const text = expired ? `${ackSent.actor} told the queue to drop it` : `${ackSent.actor} finished it`;
    steps.push({ ...stamp(ackSent), attempt, text, system: "ack sent", tone: expired ? "plain" : "good" });
  }
  return steps;
}

function endSteps(message: MessageRecord, delivery: DeliveryRecord): DraftStep[] {
  const { acked, nacked, deadLettered, expired, lost, delivered } = delivery;
  const { attempt } = delivered;
  const steps: DraftStep[] = [];
  if (deadLettered) {
    const text = `moved to the dead-letter queue after ${formatCount(attempt, "delivery", "deliveries")}: ${deadLettered.reason}`;
    steps.push({
      ...stamp(deadLettered),
      attempt,
      text,
      system: `stream ${deadLettered.deadLetters}, sequence ${deadLettered.deadLetterSequence}`,
      tone: "warn",
    });
  }
  if (acked) {
    const undone = deadLettered !== null || expired !== null;
    const text = undone ? `removed from ${message.queue}` : `done: deleted from ${message.queue}`;
    steps.push({ ...stamp(acked), attempt, text, system: "ack confirmed", tone: undone ? "plain" : "good" });
  }
  if (nacked) steps.push(nakStep(nacked, message.queue));
  if (lost) steps.push(lostStep(lost, delivery));
  return [...steps, ...timeoutStep(delivery), ...lostAckStep(delivery), ...orphanedMoveStep(delivery)];
}

function nakStep(nacked: NonNullable<DeliveryRecord["nacked"]>, queue: string): DraftStep {
  const common = { ...stamp(nacked), attempt: nacked.attempt, tone: "warn" as const };
  if (nacked.reason === "handed-back" && nacked.delayMs === 0)
    return { ...common, text: `${nacked.actor} returned it without working on it`, system: "nak" };
  const when = nacked.delayMs === 0 ? "at once" : `in ${formatDuration(nacked.delayMs)}`;
  return {
    ...common,
    text: `back to ${queue}, to be tried again ${when}`,
    system: nacked.delayMs === 0 ? "nak" : "nak with delay",
  };
}

function lostStep(
  lost: NonNullable<DeliveryRecord["lost"]>,
  { started, ackSent, delivered, extensions }: DeliveryRecord,
): DraftStep {
  const doing = ackSent ? "before its ack was confirmed" : started ? "while it worked on it" : "while it held it";
  const how = lost.type === "actor-crashed" ? "crashed" : "stopped";
  const { until } = leaseAt({ delivered, extensions }, lost.at);
  const held = lost.at < until ? `held until ${formatMs(until)}` : "ackWait had passed";
  return {
    ...stamp(lost),
    attempt: delivered.attempt,
    text: `${lost.actor} ${how} ${doing}`,
    system: held,
    tone: "bad",
  };
}

function timeoutStep({
  leaseEnd,
  leaseEndsAt,
  delivered,
  extensions,
  lost,
  deadLettered,
}: DeliveryRecord): DraftStep[] {
  if (leaseEnd !== "timeout") return [];
  const { from, until } = leaseAt({ delivered, extensions }, Infinity);
  const waited = formatDuration(until - from);
  const alive = lost === null || lost.at > leaseEndsAt;
  const text = alive
    ? `${delivered.actor} still has it after ${waited}, but another worker can take it`
    : `no ack for ${waited}: another worker can take it`;
  const eventIds = [delivered.id, ...(lost ? [lost.id] : []), ...(deadLettered ? [deadLettered.id] : [])];
  return [
    {
      at: leaseEndsAt,
      order: delivered.seq + 0.5,
      attempt: delivered.attempt,
      text,
      system: "visibility timeout (ackWait) passed",
      tone: "warn",
      eventIds,
      actor: null,
      derived: true,
    },
  ];
}

/** Its sender died while the ack was on the wire, and the queue never received it. */
function lostAckStep({ ackSent, ackArrivedAt, lost, delivered }: DeliveryRecord): DraftStep[] {
  if (!ackSent || ackArrivedAt < Infinity || !lost) return [];
  return [
    {
      at: lost.at,
      order: lost.seq + 0.5,
      attempt: delivered.attempt,
      text: "its ack never reached the queue",
      system: "ack lost",
      tone: "bad",
      eventIds: [ackSent.id, lost.id],
      actor: null,
      derived: true,
    },
  ];
}

/**
 * Its worker died while the move to the dead-letter queue was on the wire. It arrived, but the worker did not learn so.
 */
function orphanedMoveStep({ deadLetterArrivedAt, deadLettered, failed, delivered, lost }: DeliveryRecord): DraftStep[] {
  if (deadLetterArrivedAt === Infinity || deadLettered || !lost) return [];
  const begun = failed ?? delivered;
  return [
    {
      at: deadLetterArrivedAt,
      order: lost.seq + 0.5,
      attempt: delivered.attempt,
      text: "stored in the dead-letter queue, although its worker crashed before the confirmation",
      system: "publish acknowledgement lost",
      tone: "warn",
      eventIds: [begun.id, lost.id],
      actor: null,
      derived: true,
    },
  ];
}
