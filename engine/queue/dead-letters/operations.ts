import type { JetStreamClient, JetStreamManager, StoredMsg } from "@nats-io/jetstream";
import { BadInputError } from "../../kernel/errors.ts";
import { oneLine } from "../../kernel/thrown-text.ts";
import type { EventId } from "../../trace/event.ts";
import { CAUSE_HEADER, silentProbe, type Probe } from "../../trace/probe.ts";
import { isRefusal, Refusal } from "../api-errors.ts";
import { namesOf, type QueueNames } from "../names.ts";
import { isOfParents, releaseParent } from "../features/dependency-record.ts";
import { copyHeaders, Header } from "../headers.ts";
import { DEAD_LETTER_ROOM, mostBytes } from "../send/message-size.ts";
import { Results } from "../features/results.ts";
import { publishWithRetry } from "../send/send.ts";
import { askTime } from "../server-time.ts";
import { checkStorable } from "../storable.ts";
import { type DlqEntry, DlqHistory } from "./history.ts";
import {
  type DeadLetter,
  type Group,
  type GroupKey,
  groupDeadLetters,
  isSelected,
  deadLetterOf,
  payloadOf,
  type Selection,
} from "./dead-letter.ts";
import { type Planned, planReplay, type ReplayOptions, type ReplayPlan, standingsOf } from "./replay-plan.ts";
import { readStream } from "./read-stream.ts";

/** Points where an operator can be interrupted in the middle of its work on one dead letter. */
export const DlqPoint = {
  BeforeBegun: "before-begun",
  BeforePublish: "before-publish",
  BeforeReplayed: "before-replayed",
  BeforeDiscarded: "before-discarded",
  BeforeDelete: "before-delete",
} as const;
export type DlqPoint = (typeof DlqPoint)[keyof typeof DlqPoint];

export type DlqOptions = {
  /** The operator's name, for the history. */
  readonly by?: string;
  readonly probe?: Probe;
  /** Called before each step; may return late or never. */
  readonly onPoint?: (point: DlqPoint, deadLetter: DeadLetterId) => Promise<void>;
};

/** A dead letter: its sequence in the dead-letter stream, and its job. */
export type DeadLetterId = { readonly sequence: number; readonly job: string };

/**
 * Operations on one queue's dead letters: list them without consuming them, replay them, discard them, and read what was done.
 *
 * DK1  A replay records its beginning, publishes the job, records its end, and deletes the dead letter. If the operator crashes
 *      in between, the dead letter is still there, and the next replay continues.
 * DK2  A replayed job's message id is derived from the dead letter, so within the queue's deduplication window a second
 *      replay stores nothing. A replay that began earlier and has no recorded end is repeated only on request.
 * DK3  A dead letter is discarded only after the history has a copy of it.
 */
export class DlqOperations {
  private readonly js: JetStreamClient;
  private readonly jsm: JetStreamManager;
  private readonly names: QueueNames;
  private readonly log: DlqHistory;
  private readonly queue: string;
  private readonly of: Of;
  /** Null if the queue keeps no results. */
  private readonly results: Results | null;
  private readonly hasDependencies: boolean;
  private readonly by: string;
  private readonly probe: Probe;
  private readonly onPoint: NonNullable<DlqOptions["onPoint"]>;

  private constructor(
    js: JetStreamClient,
    jsm: JetStreamManager,
    { log, results, hasDependencies }: Stores,
    queue: Of,
    options: DlqOptions,
  ) {
    this.js = js;
    this.jsm = jsm;
    this.log = log;
    this.results = results;
    this.hasDependencies = hasDependencies;
    this.queue = queue.name;
    this.of = queue;
    this.names = namesOf(queue);
    this.by = options.by ?? "somebody";
    this.probe = options.probe ?? silentProbe;
    this.onPoint = options.onPoint ?? (() => Promise.resolve());
  }

  /** @throws BadInputError if the queue does not exist */
  static async open(js: JetStreamClient, queue: Of, options: DlqOptions = {}): Promise<DlqOperations> {
    const jsm = await js.jetstreamManager();
    const opening = DlqHistory.open(js, jsm, queue).catch((thrown: unknown) => {
      if (!isRefusal(thrown, Refusal.StreamNotFound)) throw thrown;
      const what = `does not exist in the namespace ${queue.namespace}`;
      throw new BadInputError(`queue ${queue.name}`, what, "Look for its name with `nats stream ls`.");
    });
    const [log, results, hasDependencies] = await Promise.all([
      opening,
      Results.find(js, queue),
      isOfParents(js, queue),
    ]);
    return new DlqOperations(js, jsm, { log, results, hasDependencies }, queue, options);
  }

  /** The dead letters of the queue that match the selection, all by default. */
  async list(selection: Selection = {}): Promise<readonly DeadLetter[]> {
    return (await this.stored()).map(deadLetterOf).filter((deadLetter) => isSelected(deadLetter, selection));
  }

  /** How many dead letters have arrived in total, including those that are gone. */
  async arrived(): Promise<number> {
    return (await this.jsm.streams.info(this.names.deadStream)).state.last_seq;
  }

  /** Counts the selected dead letters by cause, attempts, error or job. */
  async groups(by: GroupKey, selection: Selection = {}): Promise<readonly Group[]> {
    return groupDeadLetters(await this.list(selection), by);
  }

  /** What `replay` would do: a dry run. @throws BadInputError for an edit of a payload that is not JSON */
  async plan(selection: Selection = {}, options: ReplayOptions = {}): Promise<ReplayPlan> {
    const { stream } = this.names;
    const [deadLetters, history, info] = await Promise.all([
      this.list(selection),
      this.log.entries(),
      this.jsm.streams.info(stream),
    ]);
    const windowMs = info.config.duplicate_window / NANOS_PER_MS;
    const safeSince = (await askTime(this.jsm, stream)) - windowMs * SAFE_PART;
    const plan = planReplay(deadLetters, standingsOf(history), safeSince, options);
    const most = mostBytes(this.js) - DEAD_LETTER_ROOM;
    for (const { sequence, edited } of plan.replay) {
      if (edited !== undefined) checkStorable(edited, `dead letter ${sequence} after its edit`, most);
    }
    return plan;
  }

  /** Executes a plan (DK1). Returns how many jobs are in their queue again. Skips dead letters that are gone. */
  async replay(plan: ReplayPlan): Promise<number> {
    for (const done of plan.finish) await this.finish(done, done.streamSequence, null);
    let count = 0;
    for (const planned of plan.replay) if (await this.replayOne(planned)) count++;
    return count;
  }

  /** Deletes dead letters permanently, with a copy of each in the history (DK3). Returns how many. */
  async discard(selection: Selection, reason: string): Promise<number> {
    checkReason(reason);
    const stored = await this.stored();
    const deadLetters = stored
      .map((message) => ({ message, ...deadLetterOf(message) }))
      .filter((one) => isSelected(one, selection));
    for (const deadLetter of deadLetters) {
      const { sequence, job, message } = deadLetter;
      await this.onPoint(DlqPoint.BeforeDiscarded, deadLetter);
      const said = {
        deadLetter: sequence,
        job,
        by: oneLine(this.by, SHORT_BYTES),
        reason: oneLine(reason, SHORT_BYTES),
      };
      await this.log.addDiscarded(said, message);
      const { queue } = this;
      this.probe.record({ type: "dead-letter-discarded", queue, job, deadLetterSequence: sequence, reason });
      if (this.hasDependencies) await releaseParent(this.js, this.of, job);
      await this.remove(deadLetter);
    }
    return deadLetters.length;
  }

  /** All operations on this dead-letter queue, oldest first. */
  history(): Promise<readonly DlqEntry[]> {
    return this.log.entries();
  }

  private async replayOne(planned: Planned): Promise<boolean> {
    const { sequence, job, edited } = planned;
    const deadLetter = await this.jsm.streams.getMessage(this.names.deadStream, { seq: sequence });
    if (deadLetter === null) return false;
    const who = { deadLetter: sequence, job, by: this.by };
    await this.onPoint(DlqPoint.BeforeBegun, planned);
    await this.log.add({ type: "replay-begun", ...who, ...(edited === undefined ? {} : { edited }) });
    await this.onPoint(DlqPoint.BeforePublish, planned);
    const { streamSequence, cause } = await this.publish(deadLetter, planned);
    await this.results?.waits(job, streamSequence);
    await this.onPoint(DlqPoint.BeforeReplayed, planned);
    await this.log.add({ type: "replayed", ...who, streamSequence });
    await this.finish(planned, streamSequence, cause);
    return true;
  }

  private async finish(deadLetter: DeadLetterId, streamSequence: number, cause: EventId | null): Promise<void> {
    await this.remove(deadLetter);
    const { queue } = this;
    const { job, sequence: deadLetterSequence } = deadLetter;
    this.probe.record({ type: "job-replayed", queue, job, deadLetterSequence, streamSequence }, cause);
  }

  private async publish(
    deadLetter: StoredMsg,
    { job, sequence, edited }: Planned,
  ): Promise<{ readonly streamSequence: number; readonly cause: EventId }> {
    const { queue, probe } = this;
    const payload = edited ?? payloadOf(deadLetter) ?? new TextDecoder().decode(deadLetter.data);
    const change = edited === undefined ? {} : ({ edited: true } as const);
    const cause = probe.record({ type: "job-sent", queue, job, payload, deadLetter: sequence, ...change });
    const header = copyHeaders(deadLetter.header);
    const subject = header.get(Header.DeadSubject) || this.names.subject;
    for (const name of DEAD_HEADERS) header.delete(name);
    header.set(Header.ReplayedFrom, String(deadLetter.seq));
    if (cause) header.set(CAUSE_HEADER, cause);
    const data = edited === undefined ? deadLetter.data : JSON.stringify(edited);
    const msgID = `${this.names.deadStream}:${deadLetter.seq}`;
    const ack = await publishWithRetry(() => this.js.publish(subject, data, { msgID, headers: header }));
    const { seq: streamSequence } = ack;
    probe.record({ type: ack.duplicate ? "job-deduplicated" : "job-stored", queue, job, streamSequence }, cause);
    return { streamSequence, cause };
  }

  /** Deletes a dead letter; does nothing if it is already gone. */
  private async remove(deadLetter: DeadLetterId): Promise<void> {
    const { deadStream } = this.names;
    const { sequence } = deadLetter;
    await this.onPoint(DlqPoint.BeforeDelete, deadLetter);
    try {
      await this.jsm.streams.deleteMessage(deadStream, sequence, false);
    } catch (thrown) {
      if ((await this.jsm.streams.getMessage(deadStream, { seq: sequence })) !== null) throw thrown;
    }
  }

  private stored(): Promise<readonly StoredMsg[]> {
    return readStream(this.jsm, this.names.deadStream, this.names.deadSubject);
  }
}

/** @throws BadInputError for an empty reason */
export function checkReason(reason: string): void {
  if (reason.trim() === "")
    throw new BadInputError("the discard", "has no reason", "Give a reason, for later readers.");
}

type Stores = { readonly log: DlqHistory; readonly results: Results | null; readonly hasDependencies: boolean };
type Of = { readonly namespace: string; readonly name: string };

const NANOS_PER_MS = 1_000_000;
const SHORT_BYTES = 1_000;
/** A safety margin: a replay takes time, and must not end after the deduplication window. */
const SAFE_PART = 0.8;
const DEAD_HEADERS = [
  Header.DeadReason,
  Header.DeadCause,
  Header.DeadSubject,
  Header.DeadAttempts,
  Header.DeadQueue,
  Header.DeadSequence,
];
