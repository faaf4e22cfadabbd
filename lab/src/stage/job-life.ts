import type { EventId } from "../../../engine/trace/event.ts";
import { describeEvent } from "../../../engine/trace/describe.ts";
import { formatMoney } from "../../../engine/trace/format.ts";
import { deadlineSteps, flowSteps, withoutBrackets } from "./flow/life.ts";
import { logSteps } from "./log/life.ts";
import { deskSteps, replayStep } from "./dead-letters/life.ts";
import { deliverySteps } from "./worker/life.ts";
import { addressOf, answerSteps, arrivalSteps, askSteps, type Address } from "./requester/life.ts";
import { inOrder, stamp, type DraftStep } from "./life-step.ts";
import type { EffectRecord, MessageRecord, SendRecord } from "./trace/records.ts";
import type { TraceIndex } from "./trace/trace-index.ts";
import type { LifeStep } from "./types.ts";

/** One message's whole life, in the order of time: what the trace says of it, and what follows from that. */
export function jobLife(index: TraceIndex, job: string): readonly LifeStep[] {
  const messages = index.messages.filter((message) => message.job === job);
  const runs = new Map<EventId, number>();
  const started = messages.flatMap(({ deliveries }) => deliveries.flatMap((delivery) => delivery.started ?? []));
  started.sort((a, b) => a.seq - b.seq).forEach((event, i) => runs.set(event.id, i + 1));
  const steps = [
    ...index.sends.filter(({ sent }) => sent.job === job).flatMap((send) => sendSteps(send, addressOf(index, send))),
    ...messages.flatMap((message) => deadlineSteps(index, message)),
    ...messages.flatMap((message) => storedSteps(message, index.hopMs)),
    ...messages.flatMap((message) => deliverySteps(message, runs)),
    ...messages.flatMap(dropStep),
    ...askSteps(index, job),
    ...answerSteps(index, job),
    ...arrivalSteps(index, job),
    ...effectSteps(
      index.effects.filter((effect) => effect.event.job === job || effect.job === job),
      index.flows !== null,
    ),
    ...deskSteps(index.deeds, job),
    ...flowSteps(index, job),
    ...logSteps(index, job),
  ];
  return inOrder(steps);
}

function sendSteps(send: SendRecord, { why, address, eventIds }: Address): DraftStep[] {
  const { sent, answered } = send;
  const common = { ...stamp(sent), eventIds: [...eventIds, sent.id] };
  const system = `published to ${sent.queue}${address}`;
  const first: DraftStep = { ...common, text: `sent by ${sent.actor}${why}`, system, tone: "plain" };
  const steps: DraftStep[] = [sent.letter === undefined ? first : replayStep(send)];
  if (answered?.type === "job-deduplicated") {
    steps.push({
      ...stamp(answered),
      text: "the queue had it already and dropped the copy",
      system: "duplicate Nats-Msg-Id",
      tone: "warn",
    });
  }
  return steps;
}

function storedSteps(message: MessageRecord, hopMs: number): DraftStep[] {
  const { stored, arrivedAt, streamSequence, queue } = message;
  if (message.lost || message.copied) return wireSteps(message);
  if (!stored) return [];
  const steps: DraftStep[] = [
    ...serverSteps(message),
    {
      ...stamp(stored),
      text: "its sender knows that it is safe",
      system: `publish acknowledged, stream sequence ${streamSequence}`,
      tone: "plain",
    },
  ];
  // With a hop that can be seen, the arrival and the sender's knowledge of it are two moments.
  if (hopMs > 1) {
    steps.push({
      at: arrivedAt,
      order: stored.seq - 0.5,
      text: `stored in ${queue}`,
      system: `stream sequence ${streamSequence}`,
      tone: "plain",
      eventIds: [stored.id],
      actor: null,
      derived: true,
    });
  }
  return steps;
}

/** What its queue's server did to it by dying. */
function serverSteps({ sent, wiped, sentAgain, arrivedAt, queue }: MessageRecord): DraftStep[] {
  const derived = { actor: null, derived: true as const };
  const steps: DraftStep[] = [];
  if (sentAgain && sent !== null) {
    const text = "sent again under the same id: nobody had answered";
    const common = { ...stamp(sent), at: arrivedAt, order: sent.seq + 0.5, ...derived };
    steps.push({ ...common, text, system: "publish without an answer, repeated", tone: "warn" });
  }
  if (wiped) {
    const text = `gone: ${queue} was in its server's memory only`;
    steps.push({ ...stamp(wiped), text, system: "storage memory, accepted and gone", tone: "bad" });
  }
  return steps;
}

/** No event says so: it follows from what was stored. */
function dropStep({ dropped, queue, stored, deliveries }: MessageRecord): DraftStep[] {
  if (!dropped) return [];
  const inHand = deliveries.some(({ leaseEnd }) => leaseEnd === "dropped");
  return [
    {
      at: dropped.at,
      order: (stored?.seq ?? 0) + 0.5,
      text: inHand
        ? `deleted while somebody was at it: ${queue} was full, and it was the oldest`
        : `dropped: ${queue} was full, and it was the oldest`,
      system: `discard old, ${dropped.by} took its place`,
      tone: "bad",
      eventIds: dropped.eventIds,
      actor: null,
      derived: true,
    },
  ];
}

/** A fault on the wire struck it. */
function wireSteps({ stored, lost, copied, queue, streamSequence }: MessageRecord): DraftStep[] {
  const known: DraftStep[] = stored
    ? [{ ...stamp(stored), text: "its sender believes that it is safe", system: "publish acknowledged", tone: "plain" }]
    : [];
  if (lost) {
    const text = `lost: ${queue} confirmed it and has it no more`;
    return [{ ...stamp(lost), text, system: "accepted and gone", tone: "bad" }, ...known];
  }
  if (!copied) return known;
  const text = `the wire made two of it: a copy lies in ${queue} as well`;
  return [{ ...stamp(copied), text, system: `stream sequence ${streamSequence}, another Nats-Msg-Id`, tone: "warn" }];
}

function effectSteps(effects: readonly EffectRecord[], ofFlow: boolean): DraftStep[] {
  if (ofFlow) return effects.map(outsideStep);
  let charges = 0;
  return effects.map(({ event, worker }): DraftStep => {
    const amount = formatMoney(event.amountCents);
    const common = { ...stamp(event), actor: worker ?? event.actor };
    if (event.type === "effect-deduplicated") {
      return {
        ...common,
        text: `the charge was recognized: nothing taken again`,
        system: `idempotency key ${event.key}`,
        tone: "good",
      };
    }
    charges++;
    const system =
      event.key === null ? `${event.effect}, no idempotency key` : `${event.effect}, idempotency key ${event.key}`;
    if (charges === 1) return { ...common, text: `customer charged ${amount}`, system, tone: "work" };
    return { ...common, text: `customer charged ${amount} again: charge number ${charges}`, system, tone: "bad" };
  });
}

/** What the world outside did for an order, in the words of the event table. */
function outsideStep({ event, worker, repeated }: EffectRecord): DraftStep {
  const known = event.type === "effect-deduplicated";
  const key = event.key === null ? "no idempotency key" : `idempotency key ${event.key}`;
  return {
    ...stamp(event),
    actor: worker ?? event.actor,
    text: withoutBrackets(describeEvent(event)),
    system: `${event.effect}, ${key}`,
    tone: known ? "good" : repeated ? "bad" : "work",
  };
}
