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

/** Where an operator may be interrupted in the middle of its work on one dead letter. */
export const DlqPoint = {
  BeforeBegun: "before-begun",
  BeforePublish: "before-publish",
  BeforeReplayed: "before-replayed",
  BeforeDiscarded: "before-discarded",
  BeforeDelete: "before-delete",
} as const;
export type DlqPoint = (typeof DlqPoint)[keyof typeof DlqPoint];

export type DlqOptions = {
  /** Who works at it; stands in the history. */
  readonly by?: string;
  readonly probe?: Probe;
  /** Passed before each step; may return late or never. */
  readonly onPoint?: (point: DlqPoint, deadLetter: DeadLetterId) => Promise<void>;
};

/** A dead letter by its sequence among the dead letters, and the job that it is. */
export type DeadLetterId = { readonly sequence: number; readonly job: string };

/**
 * The operator for one queue's dead letters: look at them without consuming them, replay or discard them, and know what was
 * done.
 *
 * DK1  A replay writes that it begins, publishes, writes that it has, and then deletes the dead letter: who dies in between
 *      leaves the dead letter, and the next replay goes on from there.
 * DK2  A dead letter is published under an id made of itself, so that within the queue's deduplication window a second
 *      replay stores nothing. One that was begun before that and has no end in the history is left alone, unless it is
 *      asked for.
 * DK3  A dead letter is discarded once the history has a copy of it.
 */
export class DlqOperations {
  private readonly js: JetStreamClient;
  private readonly jsm: JetStreamManager;
  private readonly names: QueueNames;
  private readonly log: DlqHistory;
  private readonly queue: string;
  private readonly of: Of;
  /** Null when the queue keeps none. */
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

  /** @throws BadInputError when there is no such queue */
  static async open(js: JetStreamClient, queue: Of, options: DlqOptions = {}): Promise<DlqOperations> {
    const jsm = await js.jetstreamManager();
    const opening = DlqHistory.open(js, jsm, queue).catch((thrown: unknown) => {
      if (!isRefusal(thrown, Refusal.StreamNotFound)) throw thrown;
      const what = `there is no such queue in the namespace ${queue.namespace}`;
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

  /** How many dead letters have come in all, also those that are gone. */
  async arrived(): Promise<number> {
    return (await this.jsm.streams.info(this.names.deadStream)).state.last_seq;
  }

  /** Counts the selected dead letters by cause, attempts, error or job. */
  async groups(by: GroupKey, selection: Selection = {}): Promise<readonly Group[]> {
    return groupDeadLetters(await this.list(selection), by);
  }

  /** What `replay` would do: show it before you let it. @throws BadInputError for an edit of what is not JSON */
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
      if (edited !== undefined) checkStorable(edited, `dead letter ${sequence} as it was edited`, most);
    }
    return plan;
  }

  /** Does what was planned (DK1); returns how many are jobs of their queue again. Dead letters that are gone are passed over. */
  async replay(plan: ReplayPlan): Promise<number> {
    for (const done of plan.finish) await this.finish(done, done.streamSequence, null);
    let count = 0;
    for (const planned of plan.replay) if (await this.replayOne(planned)) count++;
    return count;
  }

  /** Deletes dead letters for good, with a copy of each in the history (DK3); returns how many. */
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

  /** What was done here, oldest first. */
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

  /** Deletes a dead letter, if nobody else has. */
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

/** @throws BadInputError for a reason that says nothing */
export function checkReason(reason: string): void {
  if (reason.trim() === "") throw new BadInputError("the discard", "has no reason", "Say why, for who reads it later.");
}

type Stores = { readonly log: DlqHistory; readonly results: Results | null; readonly hasDependencies: boolean };
type Of = { readonly namespace: string; readonly name: string };

const NANOS_PER_MS = 1_000_000;
const SHORT_BYTES = 1_000;
/** The time that a replay itself takes must not carry it past the window's end. */
const SAFE_PART = 0.8;
const DEAD_HEADERS = [
  Header.DeadReason,
  Header.DeadCause,
  Header.DeadSubject,
  Header.DeadAttempts,
  Header.DeadQueue,
  Header.DeadSequence,
];
