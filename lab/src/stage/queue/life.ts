import type { Life } from "../life-step.ts";
import type { RunIndex } from "../trace/run-index.ts";
import { stamp, type DraftStep } from "../life-step.ts";
import type { MessageRecord, SendRecord } from "../trace/records.ts";

export const queueLife = { life: lifeInQueue } satisfies Life;

/** How a job came to its queue, and what happened to it there. */
function lifeInQueue(index: RunIndex, job: string): DraftStep[] {
  const messages = index.messages.filter((message) => message.job === job);
  return [
    ...index.sends.filter(({ sent }) => sent.job === job).flatMap(duplicateStep),
    ...messages.flatMap((message) => storedSteps(message, index.hopMs)),
    ...messages.flatMap(dropStep),
  ];
}

function duplicateStep({ answered }: SendRecord): DraftStep[] {
  if (answered?.type !== "job-deduplicated") return [];
  return [
    {
      ...stamp(answered),
      text: "the queue already had it and dropped the duplicate",
      system: "duplicate Nats-Msg-Id",
      tone: "warn",
    },
  ];
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
  // If a hop is visible, the arrival and the sender's confirmation are two moments.
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

/** What became of it when its queue's server died. */
function serverSteps({ sent, wiped, sentAgain, arrivedAt, queue }: MessageRecord): DraftStep[] {
  const derived = { actor: null, derived: true as const };
  const steps: DraftStep[] = [];
  if (sentAgain && sent !== null) {
    const text = "sent again with the same id: no server had answered";
    const common = { ...stamp(sent), at: arrivedAt, order: sent.seq + 0.5, ...derived };
    steps.push({ ...common, text, system: "publish without an answer, repeated", tone: "warn" });
  }
  if (wiped) {
    const text = `lost: ${queue} was only in its server's memory`;
    steps.push({ ...stamp(wiped), text, system: "storage memory, accepted and lost", tone: "bad" });
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
        ? `deleted while in flight: ${queue} was full, and it was the oldest`
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
    const text = `lost: ${queue} confirmed it but does not have it`;
    return [{ ...stamp(lost), text, system: "accepted and lost", tone: "bad" }, ...known];
  }
  if (!copied) return known;
  const text = `duplicated on the wire: ${queue} also stores a copy`;
  return [{ ...stamp(copied), text, system: `stream sequence ${streamSequence}, another Nats-Msg-Id`, tone: "warn" }];
}
