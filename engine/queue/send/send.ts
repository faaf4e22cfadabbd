import { JetStreamApiError, type JetStreamClient, type PubAck } from "@nats-io/jetstream";
import { delay, InvalidArgumentError, RequestError } from "@nats-io/nats-core";
import { BadInputError } from "../../kernel/errors.ts";
import type { EventId } from "../../trace/event.ts";
import { silentProbe, type Probe } from "../../trace/probe.ts";
import { NobodyThereError } from "./publish-answers.ts";
import { isRefusal, Refusal } from "../api-errors.ts";
import { isFull, QueueFullError } from "./queue-full-error.ts";
import { namesOf } from "../names.ts";
import type { Bound } from "../config/bound.ts";
import { DeadCause } from "../dead-letters/dead-cause.ts";
import { copyHeaders, Header } from "../headers.ts";
import type { NewJob, Sent, SendTo } from "./new-job.ts";
import { sentInstead } from "./duplicates.ts";
import { isAwaited, tellEnd } from "../work/job-end.ts";
import { dated, messageIdOf, messageOf, type Outgoing, outgoing } from "./outgoing.ts";
import { Results } from "../features/results.ts";

const PASSING = [
  Refusal.NotLeader,
  Refusal.RaftFailed,
  Refusal.StreamOffline,
  Refusal.IdInProcess,
  Refusal.BatchIncomplete,
] as const;
const MOST_UNANSWERED = 3;
/** The number of pauses after which a missing queue is suspected; until then it may just be being declared. */
const PAUSES_UNTIL_DOUBT = 2;
/** Fourteen seconds in total. */
const MOST_PAUSES = 12;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_600;

/**
 * Sends a job, and resolves once the server has stored it. A publish without an answer is repeated with the same message id, so
 * the job is stored once.
 * @throws BadInputError for an invalid job, or for a feature that its queue was declared without
 * @throws QueueFullError if there is no room, according to the queue's bound
 * @throws the client's error after the last try; the job may or may not be stored then
 */
export function sendJob(
  js: JetStreamClient,
  queue: SendTo,
  job: NewJob,
  probe: Probe = silentProbe,
  because: EventId | null = null,
): Promise<Sent> {
  return sendOutgoing(js, queue, () => outgoing(js, queue, job, probe, because), probe);
}

/** The same for a prepared job. */
export async function sendOutgoing(
  js: JetStreamClient,
  queue: SendTo,
  prepare: () => Outgoing,
  probe: Probe,
): Promise<Sent> {
  const prepared = prepare();
  const job = prepared.later === null ? prepared : await publishWithRetry(() => dated(js, queue, prepared));
  let stored: Stored = { sent: job, ack: await publishWithin(js, queue, job, probe) };
  if (stored.ack !== "dead-letter" && stored.ack.duplicate && prepared.job.messageId === undefined)
    stored = await publishInstead(js, queue, job, stored.ack, probe);
  const { sent, ack } = stored;
  if (ack === "dead-letter") return overflow(js, queue, sent, probe);
  const told = tellStored(queue, sent, ack, probe);
  if (queue.results !== undefined) await (await Results.of(js, queue)).waits(job.job.id, told.streamSequence);
  return told;
}

type Ack = PubAck | "dead-letter";
type Stored = { readonly sent: Outgoing; readonly ack: Ack };

function publishWithin(js: JetStreamClient, queue: SendTo, sent: Outgoing, probe: Probe): Promise<Ack> {
  const sending = () =>
    publishWithRetry(
      () => {
        const { subject, payload, headers } = messageOf(queue, sent);
        return js.publish(subject, payload, { headers });
      },
      queue.mayBeGone && (() => isUndeclared(js, queue)),
    );
  const onFull = (waits: boolean) => tellFull(queue, sent, waits, probe);
  return queue.bound === undefined ? sending() : withinBound(sending, queue.bound, onFull);
}

/** A job that the server calls a duplicate may not be one; see duplicates.ts. */
async function publishInstead(
  js: JetStreamClient,
  queue: SendTo,
  sent: Outgoing,
  duplicate: PubAck,
  probe: Probe,
): Promise<Stored> {
  let stored: Stored & { readonly ack: Ack } = { sent, ack: duplicate };
  while (stored.ack !== "dead-letter" && stored.ack.duplicate) {
    const { seq } = stored.ack;
    const instead = await publishWithRetry(() => sentInstead(js, queue, sent, seq));
    if (instead === null) return stored;
    const next = await publishWithRetry(() => dated(js, queue, instead));
    try {
      stored = { sent: next, ack: await publishWithin(js, queue, next, probe) };
    } catch (thrown) {
      // The delayed job that was to be replaced has been delivered meanwhile: it stays unchanged.
      if (isRefusal(thrown, Refusal.WrongLastSequence)) return stored;
      throw thrown;
    }
  }
  return stored;
}

/** Records that there was no room: the sender waits, or the job was refused. */
export function tellFull(queue: SendTo, { job, cause }: Outgoing, waits: boolean, probe: Probe): void {
  const reason = waits ? "the queue is full, its sender waits" : "the queue is full";
  probe.record({ type: "job-refused", queue: queue.name, job: job.id, reason }, cause);
}

/** Records the server's answer. */
export function tellStored(
  queue: SendTo,
  { job, cause, due }: Outgoing,
  { seq, duplicate }: Pick<PubAck, "seq" | "duplicate">,
  probe: Probe,
): Sent {
  const stored = { queue: queue.name, job: job.id, streamSequence: seq };
  if (duplicate) probe.record({ type: "job-deduplicated", ...stored }, cause);
  else {
    const kept = probe.record({ type: "job-stored", ...stored }, cause);
    if (due !== null) probe.record({ type: "job-scheduled", ...stored, delayMs: due.delayMs }, kept);
  }
  return { streamSequence: seq, duplicate };
}

/** Does what the queue's bound says if there is no room. */
export async function withinBound<Answer>(
  send: () => Promise<Answer>,
  bound: Bound,
  onFull: (waits: boolean) => void,
): Promise<Answer | "dead-letter"> {
  let leftMs = bound.overflow === "wait" ? bound.waitMs : 0;
  for (let tries = 1; ; tries++) {
    try {
      return await send();
    } catch (thrown) {
      if (!isFull(thrown)) throw thrown;
      if (bound.overflow === "dead-letter") return bound.overflow;
      if (tries === 1) onFull(leftMs > 0);
      if (leftMs <= 0) throw new QueueFullError("the queue is full", { cause: thrown });
      // Waits grow, so that many waiting senders do not keep the server busy with refusals.
      const waitMs = Math.min(leftMs, MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
      leftMs -= waitMs;
      await delay(waitMs);
    }
  }
}

const FIRST_WAIT_MS = 20;
const MAX_WAIT_MS = 500;

async function overflow(js: JetStreamClient, queue: SendTo, sent: Outgoing, probe: Probe): Promise<Sent> {
  const { job, subject, payload, cause } = sent;
  const { deadSubject, stream } = namesOf(queue);
  const reason = "the queue was full";
  // The server must not expire or schedule a dead letter, so these headers are left out.
  const header = copyHeaders(sent.header);
  header.set(Header.DeadReason, reason);
  header.set(Header.DeadCause, DeadCause.QueueFull);
  header.set(Header.DeadSubject, subject);
  header.set(Header.DeadAttempts, "0");
  header.set(Header.DeadQueue, queue.name);
  const msgID = `${stream}:overflow:${messageIdOf(job)}`;
  const options = { msgID, headers: header };
  const { seq, duplicate } = await publishWithRetry(() => js.publish(deadSubject, payload, options));
  const delivery = { queue: queue.name, job: job.id, streamSequence: 0, attempt: 0 };
  const deadLetters = `${queue.name}-dead`;
  const moved = probe.record(
    { type: "job-dead-lettered", ...delivery, reason, deadLetters, deadLetterSequence: seq },
    cause,
  );
  // A sender that crashes before this sends the job again, and comes here again.
  const results = queue.results === undefined ? null : await Results.of(js, queue);
  const ending = { delivery, message: { headers: sent.header } };
  if (isAwaited({ results }, ending, "dead"))
    await tellEnd({ js, queue, probe, results, send: sendJob }, ending, { state: "dead", error: reason }, moved);
  return { streamSequence: seq, duplicate, deadLettered: true };
}

/**
 * Repeats a publish with a message id, which is safe. A publish without an answer has already taken its time. While the queue
 * has no leader (an election takes up to ten seconds) the refusal comes at once, so there are pauses. After the first few of
 * them `isGone` is called once, and may say that no pause will help; it must not reject.
 */
export async function publishWithRetry<Answer>(
  publish: () => Promise<Answer>,
  isGone: () => Promise<boolean> = () => Promise.resolve(false),
): Promise<Answer> {
  let unanswered = 0;
  let pauses = 0;
  let gone = false;
  for (;;) {
    try {
      return await publish();
    } catch (thrown) {
      if (isUnavailable(thrown)) {
        if (pauses === MOST_PAUSES || gone) throw thrown;
        // Not awaited: a cluster without a leader does not answer this request either.
        if (pauses === PAUSES_UNTIL_DOUBT) void isGone().then((said) => (gone = said));
        await delay(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** pauses++));
      } else if (isForGood(thrown) || ++unanswered === MOST_UNANSWERED) {
        // Any other refusal would be repeated.
        throw thrown;
      }
    }
  }
}

/** Whether the server says that the queue does not exist. A queue without a leader does exist. */
async function isUndeclared(js: JetStreamClient, queue: SendTo): Promise<boolean> {
  try {
    await (await js.jetstreamManager(false)).streams.info(namesOf(queue).stream);
    return false;
  } catch (thrown) {
    return isRefusal(thrown, Refusal.StreamNotFound);
  }
}

/** Whether no other try can succeed: the job is refused for good, or the server says that its queue does not exist. */
export async function canNeverArrive(js: JetStreamClient, queue: SendTo, thrown: unknown): Promise<boolean> {
  if (isUnavailable(thrown)) return isUndeclared(js, queue).catch(() => false);
  return thrown instanceof BadInputError || isForGood(thrown);
}

/** Refused by the server, or by the client, which knows the server's `max_payload`. */
function isForGood(thrown: unknown): boolean {
  return thrown instanceof JetStreamApiError || thrown instanceof InvalidArgumentError;
}

/**
 * Whether the failure is temporary: nobody responds for the queue, or the server is unable to just now. Other refusals are
 * final and mean that nothing is stored: nats-server gives "rollup not permitted" status 500, and a full disk 503.
 */
export function isUnavailable(thrown: unknown): boolean {
  if (isRefusal(thrown, ...PASSING)) return true;
  if (isFull(thrown) || isRefusal(thrown, Refusal.InsufficientResources)) return false;
  if (thrown instanceof JetStreamApiError) return thrown.status === 503 || thrown.status === 429;
  if (thrown instanceof NobodyThereError) return true;
  return thrown instanceof Error && thrown.cause instanceof RequestError && thrown.cause.isNoResponders();
}
