import { formatMs } from "../../../../engine/views.ts";
import type { Life } from "../life-step.ts";
import { stamp, type DraftStep } from "../life-step.ts";
import { sentStep } from "../sent-step.ts";
import type { AskRecord, MessageRecord, ReplyRecord, SendRecord } from "../trace/records.ts";
import type { RunIndex } from "../trace/run-index.ts";
import type { RequesterFacts } from "./read.ts";

export const requesterLife = { sent: sentForAnAnswer, life: lifeOfRequest } satisfies Life;

/** The part of request-reply in a life. A request's life continues in its reply's life, which is found by cause. */

type Index = RunIndex & RequesterFacts;

/** The words for a request or an answer; null for other jobs. */
function sentForAnAnswer(index: Index, send: SendRecord): DraftStep | null {
  const { sent } = send;
  const asked = index.asks.find((ask) => ask.asked.id === sent.cause)?.asked;
  if (asked) {
    return sentStep(send, {
      why: `, which waits for the answer until ${formatMs(asked.waitsUntil)}${asked.try > 1 ? ` (try ${asked.try})` : ""}`,
      address: `, correlation id ${asked.correlation}, reply to ${asked.replyTo}`,
      eventIds: [asked.id],
    });
  }
  const answer = repliesSent(index).find(({ id }) => id === sent.cause);
  if (!answer) return null;
  const address = `, correlation id ${answer.correlation}`;
  return sentStep(send, { why: ` as the answer to ${answer.job}`, address, eventIds: [answer.id] });
}

function lifeOfRequest(index: Index, job: string): DraftStep[] {
  return [...askSteps(index, job), ...answerSteps(index, job), ...arrivalSteps(index, job)];
}

/** How the wait for its answer ended. */
function askSteps(index: Index, job: string): DraftStep[] {
  return index.asks
    .filter((ask) => ask.job === job)
    .flatMap((ask) => [...endOfWaiting(ask), ...ask.replies.flatMap((reply) => foreignSteps(index, ask, reply))]);
}

function endOfWaiting({ asked, timedOut, forgotten }: AskRecord): DraftStep[] {
  if (timedOut) {
    const text = `${timedOut.actor} gave up waiting for the answer`;
    return [{ ...stamp(timedOut), text, system: `try ${asked.try} timed out`, tone: "bad" }];
  }
  if (forgotten?.type !== "actor-crashed") return [];
  const text = `${forgotten.actor} crashed and forgot this request`;
  return [{ ...stamp(forgotten), text, system: "the table of open requests was in its memory", tone: "bad" }];
}

/** An answer to another try that was matched to this entry of the table. */
function foreignSteps(index: Index, ask: AskRecord, { event, job }: ReplyRecord): DraftStep[] {
  const own = job !== null && answersTo(index, ask.job).some(({ reply }) => reply?.job === job);
  if (own || event.type !== "reply-stale") return [];
  const text = `${event.actor} accepted the stale reply to try ${event.try} as the answer to this request`;
  return [{ ...stamp(event), text, system: `stale: correlation id ${event.correlation} used again`, tone: "warn" }];
}

/** The answers to a job, on their way back and at the end of it. */
function answerSteps(index: Index, job: string): DraftStep[] {
  return answersTo(index, job).flatMap(({ sent, reply }) => {
    const leaves: DraftStep = {
      ...stamp(sent),
      attempt: sent.attempt,
      text: `${sent.actor} sent the answer to ${sent.replyTo}`,
      system: `${reply?.job ?? "reply"}, correlation id ${sent.correlation}`,
      tone: "work",
    };
    return [leaves, ...(reply ? [...wayBack(reply), ...arrivalSteps(index, reply.job)] : [])];
  });
}

function wayBack({ arrivedAt, stored, sent, queue, deliveries }: MessageRecord): DraftStep[] {
  const known = stored ?? sent;
  const steps: DraftStep[] = deliveries.flatMap(({ delivered, lost }) =>
    lost
      ? [
          {
            ...stamp(lost),
            text: `${lost.actor} crashed while it handled the answer`,
            system: `held until ${formatMs(delivered.deadline)}`,
            tone: "bad" as const,
          },
        ]
      : [],
  );
  if (!known) return steps;
  return [
    {
      at: arrivedAt,
      order: known.seq - 0.5,
      text: `the answer is stored in ${queue}`,
      system: "durable until its reader acknowledges it",
      tone: "plain",
      eventIds: [known.id],
      actor: null,
      derived: true,
    },
    ...steps,
  ];
}

/** How its requester classified a reply. */
function arrivalSteps(index: Index, reply: string): DraftStep[] {
  const replies = [...index.asks.flatMap((ask) => ask.replies), ...index.orphans];
  return replies
    .filter(({ job }) => job === reply)
    .map(({ event }): DraftStep => {
      const { actor, correlation } = event;
      const system = `correlation id ${correlation}`;
      switch (event.type) {
        case "reply-received":
          return { ...stamp(event), text: `${actor} received the answer`, system, tone: "good" };
        case "reply-stale":
          return {
            ...stamp(event),
            text: `${actor} accepted this answer to try ${event.try} as the answer to a later try`,
            system: `stale: ${system} used again`,
            tone: "warn",
          };
        case "reply-late":
          return {
            ...stamp(event),
            text: `${actor} received the answer after it had given up`,
            system: `late, ${system}`,
            tone: "warn",
          };
        case "reply-duplicate":
          return {
            ...stamp(event),
            text: `${actor} already had an answer`,
            system: `duplicate, ${system}`,
            tone: "warn",
          };
        case "reply-orphaned":
          return {
            ...stamp(event),
            text: `${actor} has no request for this answer`,
            system: `orphan, ${system}`,
            tone: "warn",
          };
      }
    });
}

function repliesSent({ events }: RunIndex) {
  return events.flatMap((event) => (event.type === "reply-sent" ? [event] : []));
}

function answersTo(index: Index, job: string) {
  return repliesSent(index)
    .filter((sent) => sent.job === job)
    .map((sent) => ({ sent, reply: index.messages.find((message) => message.sent?.cause === sent.id) ?? null }));
}
