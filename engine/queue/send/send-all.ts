import { JetStreamApiError, type JetStreamClient, type PubAck } from "@nats-io/jetstream";
import { InvalidArgumentError } from "@nats-io/nats-core";
import type { Clock, TimerHandle } from "../../clock/clock.ts";
import { BadInputError, errorText, InternalError } from "../../kernel/errors.ts";
import type { EventId } from "../../trace/event.ts";
import { silentProbe, type Probe } from "../../trace/probe.ts";
import { type Answer, Answers, timeoutOf } from "./publish-answers.ts";
import { isFull, QueueFullError } from "./queue-full-error.ts";
import { dated, messageOf, type Outgoing, outgoing } from "./outgoing.ts";
import { hasReleasedIds } from "../features/released-ids.ts";
import { Results } from "../features/results.ts";
import { isUnavailable, publishWithRetry, sendOutgoing, tellFull, tellStored } from "./send.ts";
import type { NewJob, Sent, SendTo } from "./new-job.ts";

/** The outcome of one of many jobs. */
export type SendOutcome =
  | {
      readonly job: string;
      /** `dead-lettered`: the queue was full, and its bound dead-letters new jobs. */
      readonly outcome: "stored" | "duplicate" | "dead-lettered";
      readonly streamSequence: number;
    }
  /** `refused`: certainly not stored; `unanswered`: stored or not, so send it again under its id. */
  | { readonly job: string; readonly outcome: "refused" | "unanswered"; readonly error: Error };

/** Some of the jobs are not, or not certainly, stored; all others are. */
export class NotAllStoredError extends Error {
  override readonly name = "NotAllStoredError";
  /** The outcome of every job, in the order in which the jobs were given. */
  readonly outcomes: readonly SendOutcome[];

  constructor(outcomes: readonly SendOutcome[]) {
    const failed = outcomes.flatMap((one) => ("error" in one ? [one] : []));
    const [first] = failed;
    const example = first === undefined ? "" : `; ${first.job}: ${errorText(first.error)}`;
    super(`${failed.length} of ${outcomes.length} jobs are not stored${example}`, { cause: first?.error });
    this.outcomes = outcomes;
  }
}

export type SendAllOptions = {
  readonly clock: Clock;
  readonly probe?: Probe;
  readonly because?: EventId | null;
};

/** The most that is under way at once, in jobs and in characters of their payloads. */
const WINDOW_JOBS = 512;
const WINDOW_SIZE = 4_000_000;

/**
 * Sends many jobs, and returns the outcome of each.
 *
 * SA1  Jobs are sent in the order in which they are given, up to a window of them without waiting for answers.
 * SA2  A job without an answer, or that cannot be stored just now, is sent again as `sendJob` does, under the same message id,
 *      one after the other, before any new job is sent. Other jobs in the window may overtake it, but never a job of its group.
 * SA3  However many jobs there are, only a window of them is in memory: they are read from the input as they are sent.
 * @throws NotAllStoredError if any of the jobs is not stored, after all of them were tried
 */
export async function sendAll(
  js: JetStreamClient,
  queue: SendTo,
  jobs: Iterable<NewJob> | AsyncIterable<NewJob>,
  options: SendAllOptions,
): Promise<readonly SendOutcome[]> {
  const sending = new Sending(js, queue, options);
  try {
    for await (const job of jobs) await sending.send(job);
  } finally {
    await sending.settle();
  }
  const { outcomes } = sending;
  if (outcomes.some((one) => "error" in one)) throw new NotAllStoredError(outcomes);
  return outcomes;
}

type OnItsWay = { readonly sent: Outgoing; readonly until: number };

class Sending {
  readonly outcomes: SendOutcome[] = [];
  private readonly js: JetStreamClient;
  private readonly queue: SendTo;
  private readonly clock: Clock;
  private readonly probe: Probe;
  private readonly because: EventId | null;
  private readonly answers: Answers;
  private readonly answerMs: number;
  /** By number, in the order in which they were sent, and so by deadline. */
  private readonly onTheirWay = new Map<number, OnItsWay>();
  private readonly groups = new Set<string>();
  private size = 0;
  private count = 0;
  private toRepeat: { readonly number: number; readonly sent: Outgoing }[] = [];
  /** Those that the server calls duplicates; whether they are is checked when all others are settled. */
  private readonly duplicates: { readonly number: number; readonly sent: Outgoing; readonly answer: PubAck }[] = [];
  private alarm: TimerHandle | undefined;
  private wake: () => void = () => undefined;

  constructor(js: JetStreamClient, queue: SendTo, { clock, probe = silentProbe, because = null }: SendAllOptions) {
    this.js = js;
    this.queue = queue;
    this.clock = clock;
    this.probe = probe;
    this.because = because;
    this.answerMs = timeoutOf(js);
    this.answers = new Answers(js, (number, answer) => this.answered(number, answer));
  }

  /** Resolves when the job has been sent. */
  async send(job: NewJob): Promise<void> {
    const number = this.count++;
    let sent: Outgoing;
    try {
      sent = outgoing(this.js, this.queue, job, this.probe, this.because);
    } catch (thrown) {
      if (!(thrown instanceof BadInputError)) throw thrown;
      this.outcomes[number] = { job: job.id, outcome: "refused", error: thrown };
      return;
    }
    if (sent.later !== null) {
      const undated = sent;
      try {
        sent = await publishWithRetry(() => dated(this.js, this.queue, undated));
      } catch (thrown) {
        this.outcomes[number] = failed(undated, thrown);
        return;
      }
    }
    while (!this.hasRoomFor(sent)) await this.change();
    if (this.toRepeat.length > 0) await this.repeat();
    this.publish(number, sent);
  }

  /** Resolves when all jobs that were sent have an outcome. */
  async settle(): Promise<void> {
    while (this.onTheirWay.size > 0) await this.change();
    await this.repeat();
    this.clock.clearTimeout(this.alarm);
    this.answers.end();
    await this.settleDuplicates();
    if (this.queue.results !== undefined) await this.reportWaiting();
  }

  private async settleDuplicates(): Promise<void> {
    if (this.duplicates.length === 0) return;
    const mayBeNone = this.queue.schedules === true || (await hasReleasedIds(this.js, this.queue));
    for (const { number, sent, answer } of this.duplicates) {
      if (mayBeNone) this.toRepeat.push({ number, sent });
      else this.outcomes[number] = ended(sent, tellStored(this.queue, sent, answer, this.probe));
    }
    await this.repeat();
  }

  private async reportWaiting(): Promise<void> {
    const results = await Results.of(this.js, this.queue);
    for (let from = 0; from < this.outcomes.length; from += WINDOW_JOBS) {
      const part = this.outcomes.slice(from, from + WINDOW_JOBS);
      await Promise.all(
        part.map(async (one) => {
          if (one.outcome === "stored" || one.outcome === "duplicate") await results.waits(one.job, one.streamSequence);
        }),
      );
    }
  }

  /** Nothing new is sent while a job has to be repeated (SA2). */
  private hasRoomFor({ job, payload }: Outgoing): boolean {
    if (this.onTheirWay.size === 0) return true;
    if (this.toRepeat.length > 0 || this.onTheirWay.size >= WINDOW_JOBS) return false;
    return this.size + payload.length <= WINDOW_SIZE && (job.group === undefined || !this.groups.has(job.group));
  }

  private publish(number: number, sent: Outgoing): void {
    const until = this.clock.now() + this.answerMs;
    this.onTheirWay.set(number, { sent, until });
    this.size += sent.payload.length;
    if (sent.job.group !== undefined) this.groups.add(sent.job.group);
    try {
      this.answers.publish(number, messageOf(this.queue, sent));
    } catch (thrown) {
      this.left(number);
      this.outcomes[number] = failed(sent, thrown);
      return;
    }
    this.alarm ??= this.clock.setTimeout(() => this.giveUpLate(), this.answerMs);
  }

  private answered(number: number, answer: Answer): void {
    const sent = this.left(number);
    if (sent === null) return;
    if (answer === "staged") throw new InternalError("a job outside of a batch was staged");
    if (!(answer instanceof Error)) {
      if (answer.duplicate && sent.job.messageId === undefined) this.duplicates.push({ number, sent, answer });
      else this.outcomes[number] = ended(sent, tellStored(this.queue, sent, answer, this.probe));
    } else if (isFull(answer) && this.queue.bound?.overflow === "reject") {
      tellFull(this.queue, sent, false, this.probe);
      const error = new QueueFullError("the queue is full", { cause: answer });
      this.outcomes[number] = { job: sent.job.id, outcome: "refused", error };
    } else if (answer instanceof JetStreamApiError && !isFull(answer) && !isUnavailable(answer)) {
      this.outcomes[number] = failed(sent, answer);
    } else this.toRepeat.push({ number, sent });
    this.wake();
  }

  /** Removes it from the window; null if it is no longer there. */
  private left(number: number): Outgoing | null {
    const one = this.onTheirWay.get(number);
    if (one === undefined) return null;
    this.onTheirWay.delete(number);
    this.size -= one.sent.payload.length;
    if (one.sent.job.group !== undefined) this.groups.delete(one.sent.job.group);
    return one.sent;
  }

  private giveUpLate(): void {
    this.alarm = undefined;
    const now = this.clock.now();
    for (const [number, { until }] of this.onTheirWay) {
      if (until > now) {
        this.alarm = this.clock.setTimeout(() => this.giveUpLate(), until - now);
        break;
      }
      const sent = this.left(number);
      if (sent !== null) this.toRepeat.push({ number, sent });
    }
    this.wake();
  }

  private change(): Promise<void> {
    return new Promise((wake) => (this.wake = wake));
  }

  /** Sends again one after the other, in order, each with as many tries and as much time as `sendJob` has. */
  private async repeat(): Promise<void> {
    const all = this.toRepeat.toSorted((a, b) => a.number - b.number);
    for (const { number, sent } of all) {
      try {
        this.outcomes[number] = ended(sent, await sendOutgoing(this.js, this.queue, () => sent, this.probe));
      } catch (thrown) {
        this.outcomes[number] = failed(sent, thrown);
      }
    }
    this.toRepeat = [];
  }
}

function ended({ job }: Outgoing, { streamSequence, duplicate, deadLettered }: Sent): SendOutcome {
  const outcome = deadLettered === true ? "dead-lettered" : duplicate ? "duplicate" : "stored";
  return { job: job.id, outcome, streamSequence };
}

/** A job that the server has refused is certainly not stored. */
function failed({ job }: Outgoing, thrown: unknown): SendOutcome {
  const error = thrown instanceof Error ? thrown : new Error(errorText(thrown));
  const isRefused = error instanceof JetStreamApiError && !isUnavailable(error);
  const isCertain = error instanceof QueueFullError || error instanceof InvalidArgumentError || isRefused;
  return { job: job.id, outcome: isCertain ? "refused" : "unanswered", error };
}
