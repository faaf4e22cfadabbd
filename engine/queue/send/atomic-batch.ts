import type { JetStreamClient } from "@nats-io/jetstream";
import { nuid, TimeoutError } from "@nats-io/nats-core";
import type { Clock } from "../../clock/clock.ts";
import { BadInputError, InternalError } from "../../kernel/errors.ts";
import { silentProbe } from "../../trace/probe.ts";
import { Answers, timeoutOf } from "./publish-answers.ts";
import { isRefusal, Refusal } from "../api-errors.ts";
import { ServerHeader } from "../headers.ts";
import { laneFor } from "../lanes.ts";
import { knownSequences } from "./known-ids.ts";
import { dated, messageIdOf, messageOf, type Outgoing, outgoing } from "./outgoing.ts";
import { isIdAfter, releasedId } from "../features/released-ids.ts";
import { Results } from "../features/results.ts";
import type { SendAllOptions, SendOutcome } from "./send-all.ts";
import { publishWithRetry, tellFull, tellStored, withinBound } from "./send.ts";
import type { NewJob, SendTo } from "./new-job.ts";

/** Some jobs of an atomic batch had been sent before, so none of the others is stored. */
export class PartlySentError extends Error {
  override readonly name = "PartlySentError";
  /** The ids of the jobs that had been sent before. */
  readonly jobs: readonly string[];

  constructor(jobs: readonly string[], count: number) {
    super(`${jobs.length} of ${count} jobs have been sent before (${jobs[0]}), so none of the others is stored`);
    this.jobs = jobs;
  }
}

/** The server's own limit. */
const MOST_TOGETHER = 1_000;

/**
 * Stores all of the jobs or none of them, in an atomic batch of the server. Resolves when they are stored, one after the other
 * with nothing between them; or, if all of them had been sent before, when they are known to be duplicates.
 *
 * ST1  A batch without an answer is sent again as a whole, in a new batch, under the same message ids. If the server then
 *      refuses it for its duplicates, it was stored before; a query that stores nothing tells which ids the server knows.
 * @throws BadInputError for an invalid job, or for jobs that cannot be one batch; nothing has been sent then
 * @throws QueueFullError if there is no room for all of them, according to the queue's bound
 * @throws PartlySentError if some of them, and not all, had been sent before
 * @throws the client's error after the last try; then either all of them are stored or none
 */
export async function sendTogether(
  js: JetStreamClient,
  queue: SendTo,
  jobs: Iterable<NewJob> | AsyncIterable<NewJob>,
  { clock, probe = silentProbe, because = null }: SendAllOptions,
): Promise<readonly SendOutcome[]> {
  const checked = await collect(js, queue, jobs);
  if (checked.length === 0) return [];
  const all: Outgoing[] = [];
  for (const job of checked) {
    const sent = outgoing(js, queue, job, probe, because);
    all.push(sent.later === null ? sent : await publishWithRetry(() => dated(js, queue, sent)));
  }
  const onFull = (waits: boolean) => {
    for (const sent of all) tellFull(queue, sent, waits, probe);
  };
  const storing = () => storeOrFind(js, queue, all, clock);
  const sequences = await (queue.bound === undefined ? storing() : withinBound(storing, queue.bound, onFull));
  if (sequences === "dead-letter") throw new InternalError(`${queue.name} has settings that cannot be combined`);
  if (queue.results !== undefined) {
    const results = await Results.of(js, queue);
    await Promise.all(all.map(({ job }, n) => results.waits(job.id, sequences.of[n] ?? 0)));
  }
  return all.map((sent, n): SendOutcome => {
    const { seq, duplicate } = { seq: sequences.of[n] ?? 0, duplicate: sequences.areDuplicates };
    tellStored(queue, sent, { seq, duplicate }, probe);
    return { job: sent.job.id, outcome: duplicate ? "duplicate" : "stored", streamSequence: seq };
  });
}

type Sequences = { readonly of: readonly number[]; readonly areDuplicates: boolean };

async function storeOrFind(
  js: JetStreamClient,
  queue: SendTo,
  jobs: readonly Outgoing[],
  clock: Clock,
): Promise<Sequences> {
  let all = jobs;
  for (;;) {
    const sending = all;
    try {
      const last = await publishWithRetry(() => publishBatch(js, queue, sending, clock));
      return { of: all.map((_, n) => last.seq - all.length + 1 + n), areDuplicates: false };
    } catch (thrown) {
      if (!isRefusal(thrown, Refusal.BatchHasDuplicates)) throw thrown;
    }
    const known = await knownSequences(js, all);
    const renamed = await Promise.all(all.map((sent, n) => withFreeId(js, queue, sent, known[n] ?? null)));
    const areRenamed = renamed.some((sent, n) => sent !== all[n]);
    all = renamed;
    if (areRenamed) continue;
    if (known.every((seq) => seq !== null)) return { of: known, areDuplicates: true };
    const sentBefore = all.filter((_, n) => known[n] !== null);
    if (sentBefore.length > 0)
      throw new PartlySentError(
        sentBefore.map(({ job }) => job.id),
        all.length,
      );
    // The deduplication window ended between the two requests.
  }
}

/** Uses another message id if the one that the server knows was released. */
async function withFreeId(
  js: JetStreamClient,
  queue: SendTo,
  sent: Outgoing,
  sequence: number | null,
): Promise<Outgoing> {
  const { job } = sent;
  const isOwn = job.messageId === undefined || isIdAfter(job.id, job.messageId);
  if (sequence === null || !isOwn) return sent;
  const messageId = await releasedId(js, queue, { id: job.id, lane: laneFor(queue, job).key }, sequence);
  return messageId === null || messageId === job.messageId ? sent : { ...sent, job: { ...job, messageId } };
}

/** Resolves to the sequence of the last message. The first is answered as well: a refusal says why there can be no batch. */
function publishBatch(
  js: JetStreamClient,
  queue: SendTo,
  all: readonly Outgoing[],
  clock: Clock,
): Promise<{ readonly seq: number }> {
  const id = nuid.next();
  const last = all.length - 1;
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clock.clearTimeout(timer);
      answers.end();
      settle();
    };
    const answers = new Answers(js, (_, answer) => {
      if (answer instanceof Error) end(() => reject(answer));
      else if (answer !== "staged") end(() => resolve(answer));
    });
    const timer = clock.setTimeout(() => end(() => reject(new TimeoutError())), timeoutOf(js));
    try {
      for (const [n, sent] of all.entries()) {
        const message = messageOf(queue, sent);
        message.headers.set(ServerHeader.BatchId, id);
        message.headers.set(ServerHeader.BatchSequence, String(n + 1));
        if (n === last) message.headers.set(ServerHeader.BatchCommit, "1");
        if (n === 0 || n === last) answers.publish(n, message);
        else answers.publishUnanswered(message);
      }
    } catch (thrown) {
      end(() => reject(thrown));
    }
  });
}

/** Collects and checks all jobs; reads no more of them than a batch may have. @throws BadInputError */
async function collect(
  js: JetStreamClient,
  queue: SendTo,
  jobs: Iterable<NewJob> | AsyncIterable<NewJob>,
): Promise<readonly NewJob[]> {
  const where = `jobs for queue ${queue.name}`;
  if (queue.atomic !== true) {
    throw new BadInputError(where, "cannot be one atomic batch", "Declare the queue with `atomic: true`.");
  }
  const all = new Map<string, NewJob>();
  for await (const job of jobs) {
    outgoing(js, queue, job, silentProbe, null);
    const id = messageIdOf(job);
    if (all.has(id)) throw new BadInputError(`job ${job.id}`, "is there twice", "Give each job an id of its own.");
    if (all.size === MOST_TOGETHER) {
      throw new BadInputError(where, "are too many for one atomic batch", `Send at most ${MOST_TOGETHER} at once.`);
    }
    all.set(id, job);
  }
  return [...all.values()];
}
