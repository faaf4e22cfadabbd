import { describeDeskEvent, isOfDesk } from "./describe-desk.ts";
import { describeFlowEvent, isOfFlow } from "./describe-flow.ts";
import { describeLogEvent, isOfLog } from "./describe-log.ts";
import { describeServerEvent, isOfServer } from "./describe-server.ts";
import { formatCount, formatDuration, formatMoney, formatMs } from "./format.ts";
import type {
  ActorEvent,
  InterventionAction,
  JobEvent,
  ObserverEvent,
  ReplyEvent,
  RunnerEvent,
  TraceEvent,
  WorldEvent,
} from "./events.ts";

/**
 * One plain sentence for each event: the event table of the lab and the timeline of the command line.
 * It says what happened in everyday words first and the system's word in brackets; it holds no time of its own, because
 * both print the event's time beside it.
 */
export function describeEvent(event: TraceEvent): string {
  if (isOfDesk(event)) return describeDeskEvent(event.actor, event);
  if (isOfLog(event)) return describeLogEvent(event.actor, event);
  if (isOfServer(event)) return describeServerEvent(event.actor, event);
  if (isOfFlow(event)) return describeFlowEvent(event.actor, event);
  switch (event.type) {
    case "actor-started":
    case "actor-crashed":
    case "actor-stopped":
    case "actor-paused":
    case "actor-resumed":
    case "engine-step-failed":
    case "producer-finished":
      return describeActorEvent(event.actor, event.incarnation, event);
    case "effect-applied":
    case "effect-deduplicated":
    case "effect-prevented":
    case "effect-refused":
      return describeEffect(event);
    case "queue-observed":
    case "fault-injected":
    case "intervention-made":
    case "check-passed":
    case "check-failed":
      return describeRunnerEvent(event);
    case "job-sent":
    case "job-stored":
    case "job-scheduled":
    case "job-refused":
    case "job-rate-limited":
    case "job-in-progress":
    case "child-finished":
    case "queue-polled":
    case "job-deduplicated":
    case "job-duplicated":
    case "job-lost":
    case "job-delivered":
    case "job-started":
    case "job-failed":
    case "job-ack-sent":
    case "job-acked":
    case "job-naked":
    case "job-dead-lettered":
    case "job-expired":
      return describeJobEvent(event.actor, event);
    case "request-sent":
    case "request-timed-out":
    case "reply-sent":
    case "reply-received":
    case "reply-stale":
    case "reply-late":
    case "reply-duplicate":
    case "reply-orphaned":
      return describeReplyEvent(event.actor, event);
  }
}

function describeActorEvent(actor: string, incarnation: number, event: ActorEvent): string {
  switch (event.type) {
    case "actor-started":
      return incarnation > 1 ? `${actor} started again (incarnation ${incarnation})` : `${actor} started`;
    case "actor-crashed":
      return describeCrash(actor, event);
    case "actor-stopped":
      return `${actor} stopped in good order`;
    case "actor-paused":
      return `${actor} froze${event.by === "fault" ? " (planned in the scenario)" : " (by hand)"}`;
    case "actor-resumed":
      return `${actor} goes on where it was frozen`;
    case "engine-step-failed":
      return `${actor} could not ${event.step} (${event.where}): ${event.error}; ${event.retryInMs === null ? "not tried again" : `tried again in ${formatDuration(event.retryInMs)}`}`;
    case "producer-finished":
      return event.jobs === 0
        ? `${actor} has nothing to send to ${event.queue}`
        : `${actor} has sent all ${event.jobs} of its jobs to ${event.queue}`;
  }
}

function describeCrash(actor: string, { by, detail }: Extract<ActorEvent, { type: "actor-crashed" }>): string {
  const where = detail === "" ? "" : `: ${detail}`;
  switch (by) {
    case "fault":
      return `${actor} crashed${where} (planned in the scenario)`;
    case "intervention":
      return `${actor} crashed (by hand)`;
    case "unexpected":
      return `${actor} crashed${where} (unexpectedly)`;
  }
}

function describeJobEvent(actor: string, event: JobEvent): string {
  switch (event.type) {
    case "job-sent":
      return describeSend(actor, event);
    case "job-stored":
      return `${event.queue} stored ${event.job} (stream sequence ${event.streamSequence})`;
    case "job-scheduled":
      return `${event.queue} keeps ${event.job} back for ${formatDuration(event.delayMs)} (delayed)`;
    case "job-refused":
      return `${event.queue} did not take ${event.job} from ${actor}: ${event.reason}`;
    case "job-rate-limited":
      return `${actor} holds ${event.job} and waits ${formatDuration(event.waitMs)} for its turn (rate limit of ${event.queue})`;
    case "job-in-progress":
      return describeProgress(actor, event);
    case "child-finished":
      return `${event.job} is finished; ${event.left === 0 ? `${event.parent} can begin` : `${event.parent} waits for ${event.left} more`}`;
    case "queue-polled":
      return `${actor} asked ${event.queue} for work, and there was none`;
    case "job-deduplicated":
      return `${event.queue} knew ${event.job} already and stored nothing (same Nats-Msg-Id)`;
    case "job-duplicated":
      return `${event.queue} got a copy of ${event.job} as well (stream sequence ${event.streamSequence}, another Nats-Msg-Id)`;
    case "job-lost":
      return actor === "runner"
        ? `${event.queue} had ${event.job} in memory only, and it is gone`
        : `${event.queue} confirmed ${event.job} to ${actor} and lost it`;
    case "job-delivered":
      return `${actor} got ${event.job} (delivery ${event.attempt}) and has until ${formatMs(event.deadline)} to finish it (ackWait)`;
    case "job-started":
      return `${actor} began to work on ${event.job} (delivery ${event.attempt})`;
    case "job-failed":
      return `${actor} failed at ${event.job} (delivery ${event.attempt}): ${event.error}`;
    case "job-ack-sent":
      return `${actor} finished ${event.job} and told ${event.queue} so (ack sent)`;
    case "job-acked":
      if (event.terminated !== undefined)
        return `${actor} had ${event.job} deleted from ${event.queue}, undone: ${event.terminated} (terminated)`;
      return `${event.queue} confirmed to ${actor} that ${event.job} is deleted (ack confirmed)`;
    case "job-naked":
      return describeNak(actor, event);
    case "job-expired":
      return `${actor} left ${event.job} undone: its time was over at ${formatMs(event.deadline)} (deadline)`;
    case "job-dead-lettered":
      return `${actor} put ${event.job} among the dead letters of ${event.queue} after ${formatCount(event.attempt, "delivery", "deliveries")}: ${event.reason}`;
  }
}

function describeSend(actor: string, event: Extract<JobEvent, { type: "job-sent" }>): string {
  const { job, queue, payload, letter, edited } = event;
  if (letter === undefined) return `${actor} sent ${job} to ${queue}`;
  const how = edited === true ? `with another payload: ${JSON.stringify(payload)}` : "as it was";
  return `${actor} sent the dead letter ${job} to ${queue} once more, ${how} (replay)`;
}

function describeProgress(actor: string, event: Extract<JobEvent, { type: "job-in-progress" }>): string {
  const said = event.progress === undefined ? "" : `, at ${JSON.stringify(event.progress)}`;
  return `${actor} is still at ${event.job}${said}, and has until ${formatMs(event.deadline)} now (in progress)`;
}

function describeNak(actor: string, event: Extract<JobEvent, { type: "job-naked" }>): string {
  const when = event.delayMs === 0 ? "at once" : `in ${formatDuration(event.delayMs)}`;
  if (event.reason === "handed-back") {
    const how = event.delayMs === 0 ? "without working on it" : `to be delivered again ${when}, at no cost`;
    return `${actor} handed ${event.job} back to ${event.queue} ${how} (nak)`;
  }
  return `${actor} gave ${event.job} back to ${event.queue}, to be tried again ${when} (nak, delivery ${event.attempt})`;
}

function describeReplyEvent(actor: string, event: ReplyEvent): string {
  const { request, correlation } = event;
  const again = event.try > 1 ? ` for the ${{ 2: "second", 3: "third" }[event.try] ?? `${event.try}th`} time` : "";
  switch (event.type) {
    case "request-sent":
      return `${actor} asks ${event.queue} for ${request}${again} and waits until ${formatMs(event.waitsUntil)} (correlation id ${correlation}, reply to ${event.replyTo})`;
    case "request-timed-out":
      return `${actor} waits no longer for ${request} (try ${event.try} timed out)`;
    case "reply-sent":
      return `${actor} answers ${request} (correlation id ${correlation}, reply to ${event.replyTo})`;
    case "reply-received":
      return `${actor} got the answer to ${request} (correlation id ${correlation})`;
    case "reply-stale":
      return `${actor} took an old answer, to try ${event.try}, for the answer to ${request} (stale: the correlation id ${correlation} was used again)`;
    case "reply-late":
      return `${actor} got the answer to ${request} after it had given up (late, correlation id ${correlation})`;
    case "reply-duplicate":
      return `${actor} got the answer to ${request} once more (duplicate, correlation id ${correlation})`;
    case "reply-orphaned":
      return `${actor} got an answer that it never asked for (orphan, correlation id ${correlation})`;
  }
}

/** What each effect did, and what it would have done: with {amount} where money moves. */
const EFFECT_WORDS: { readonly [effect: string]: readonly [done: string, again: string] } = {
  check: ["the payment provider found nothing wrong with", "the payment provider had checked before"],
  charge: [
    "the payment provider took {amount} for",
    "the payment provider had taken {amount} before and took nothing for",
  ],
  refund: ["the payment provider gave back {amount} for", "the payment provider had nothing to give back for"],
  reserve: ["the stock was reserved for", "the stock had been reserved before for"],
  release: ["the stock was released of", "there was no stock to release of"],
  ship: ["the parcel left for", "the parcel had left before, and none left again, for"],
  recall: ["the parcel was called back of", "there was no parcel to call back of"],
  notify: ["the customer got a mail about", "the customer had got the mail before about"],
};

function describeEffect(event: WorldEvent): string {
  const [done, again] = EFFECT_WORDS[event.effect] ?? [
    `${event.effect} was applied for`,
    `${event.effect} changed nothing for`,
  ];
  const money = (words: string, cents: number) => words.replace("{amount}", formatMoney(Math.abs(cents)));
  switch (event.type) {
    case "effect-applied":
      return `${money(done, event.amountCents)} ${event.job} (${event.effect}${event.key === null ? ", no idempotency key" : `, idempotency key ${event.key}`})`;
    case "effect-deduplicated":
      return `${money(again, event.amountCents)} ${event.job} (${event.effect}, idempotency key ${event.key})`;
    case "effect-prevented":
      return `${event.effect} of ${event.job} was called off before it happened (idempotency key ${event.key})`;
    case "effect-refused":
      return event.reason === "down"
        ? `${event.effect} of ${event.job} failed: nobody answers outside`
        : `${event.effect} of ${event.job} was refused: somebody with a newer fencing token had been there`;
  }
}

function describeObservation(event: ObserverEvent): string {
  const dead = event.deadLetters === 0 ? "" : `; dead letters: ${event.deadLetters}`;
  return `${event.queue} holds ${event.stored}: ${event.waiting} not given out yet, ${event.inFlight} given out and not acked${dead}`;
}

function describeRunnerEvent(event: RunnerEvent | ObserverEvent): string {
  switch (event.type) {
    case "queue-observed":
      return describeObservation(event);
    case "fault-injected":
      return `fault: ${describeFault(event)}`;
    case "intervention-made":
      return describeIntervention(event.action);
    case "check-passed":
      return `check passed: ${event.check} (${event.detail})`;
    case "check-failed":
      return `check failed: ${event.check} (${event.detail})`;
  }
}

/** 'crash before-ack of worker-1 at order-3'; of a fault on the wire, what becomes of the message. */
export function describeFault({ what, target, job }: Extract<RunnerEvent, { type: "fault-injected" }>): string {
  switch (what) {
    case "wire lose":
      return `${job} from ${target} is lost on the wire`;
    case "wire delay":
      return `${job} from ${target} is held up on the wire`;
    case "wire duplicate":
      return `the wire makes two of ${job} from ${target}`;
    case "deploy":
      return `version 2 is deployed as ${target}`;
    case "outage":
      return "the world outside answers nobody";
    case "lose-store":
      return "everything that the coordinators have stored is gone";
    case "server-kill":
      return `${target} is killed`;
    default:
      return `${what} of ${target}${job === null ? "" : ` at ${job}`}`;
  }
}

/** 'you crashed worker-1' */
export function describeIntervention(action: InterventionAction): string {
  switch (action.kind) {
    case "crash":
      return `you crashed ${action.actor}`;
    case "restart":
      return `you started ${action.actor} again`;
    case "pause":
      return `you froze ${action.actor}`;
    case "resume":
      return `you let ${action.actor} go on`;
  }
}
