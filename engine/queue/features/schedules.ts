import type { JetStreamClient, JetStreamManager, StoredMsg } from "@nats-io/jetstream";
import { headers, type MsgHdrs } from "@nats-io/nats-core";
import { BadInputError } from "../../kernel/errors.ts";
import type { JsonValue } from "../../kernel/json.ts";
import { isRefusal, Refusal } from "../api-errors.ts";
import { namesOf, type QueueConfig, tokenOf } from "../names.ts";
import { checked } from "../config/checked.ts";
import { type When, when as whenSchema, withSeconds } from "../config/when.ts";
import { Header, ServerHeader } from "../headers.ts";
import { type JobRules, rulesToHeaders, serverTtl } from "../send/job-rules.ts";
import { laneFor } from "../lanes.ts";
import { checkSize, mostBytes } from "../send/message-size.ts";
import { keepId, releaseIds } from "./released-ids.ts";
import { publishWithRetry } from "../send/send.ts";
import type { SendTo } from "../send/new-job.ts";
import { TakenOut } from "./taken-out.ts";

/** A job that the server makes repeatedly. Each job is named after the schedule and its sequence in the stream. */
export type Repeating = JobRules & {
  /** The schedule's name; setting a schedule with an existing name replaces it. */
  readonly name: string;
  /** An interval in whole seconds, or a cron pattern; see config/when.ts. */
  readonly when: When;
  readonly payload: JsonValue;
};

/**
 * Sets a schedule, or replaces the schedule of this name. The server keeps it and makes the jobs, even while no program runs.
 * An identical schedule is left alone: a program may set its schedules at every start, and `everySeconds` goes on counting.
 * @throws BadInputError if the queue was declared without `schedules`, or for invalid rules
 * @throws BadInputError for a pattern or a time zone that the server does not know
 */
export async function setSchedule(js: JetStreamClient, queue: SendTo, repeating: Repeating): Promise<void> {
  needsSchedules(queue, `schedule ${repeating.name}`);
  const { name, payload, ttlMs } = repeating;
  const when = checked(whenSchema, repeating.when, `schedule ${name}, its \`when\``);
  const header = headers();
  header.set(Header.Job, name);
  for (const [key, value] of rulesToHeaders(name, repeating)) header.set(key, value);
  header.set(ServerHeader.Schedule, "cron" in when ? withSeconds(when.cron) : `@every ${when.everySeconds}s`);
  if ("cron" in when && when.timeZone !== undefined) header.set(ServerHeader.ScheduleTimeZone, when.timeZone);
  header.set(ServerHeader.ScheduleTarget, laneFor(queue, { ...repeating, id: name }).subject);
  // With results, a worker leaves an expired job undone and reports it; the server would delete it without a report.
  if (ttlMs !== undefined && queue.results === undefined) header.set(ServerHeader.ScheduleTtl, serverTtl(ttlMs));
  const subject = scheduleSubject(queue, name);
  const text = JSON.stringify(payload);
  checkSize(name, header, text, mostBytes(js));
  const jsm = await js.jetstreamManager(false);
  const known = await publishWithRetry(() => jsm.streams.getMessage(namesOf(queue).stream, { last_by_subj: subject }));
  if (known !== null && isJustSo(known, header, text)) return;
  // Without a message id: a second schedule on a subject replaces the first, so repeating this publish is safe anyway.
  try {
    await publishWithRetry(() => js.publish(subject, text, { headers: header }));
  } catch (thrown) {
    throw inWords(name, when, thrown);
  }
}

/** The error for problems that only the server can find: fields out of range, and time zones unknown on its machine. */
function inWords(name: string, when: When, thrown: unknown): unknown {
  if (!("cron" in when)) return thrown;
  const where = `schedule ${name}, its \`when\``;
  if (isRefusal(thrown, Refusal.SchedulePatternInvalid)) {
    const what = `the server does not understand the cron pattern ${JSON.stringify(when.cron)}`;
    return new BadInputError(
      where,
      what,
      'Give ranges like "0 30 2 * * MON-FRI": second, minute, hour, day, month, weekday.',
      {
        cause: thrown,
      },
    );
  }
  if (isRefusal(thrown, Refusal.TimeZoneInvalid)) {
    const what = `the server does not know the time zone ${JSON.stringify(when.timeZone)}`;
    const remedy = 'Give an IANA name like "Europe/Berlin", and install the package tzdata where the server runs.';
    return new BadInputError(where, what, remedy, { cause: thrown });
  }
  return thrown;
}

/** Whether the server already has this schedule, unchanged. */
function isJustSo(known: StoredMsg, header: MsgHdrs, text: string): boolean {
  const linesOf = (one: MsgHdrs) => one.keys().map((key) => `${key}: ${one.get(key)}`);
  // The server adds this header so that a schedule replaces the one before.
  const there = linesOf(known.header).filter((line) => line !== "Nats-Rollup: sub");
  const isSame = there.toSorted().join("\n") === linesOf(header).toSorted().join("\n");
  return isSame && new TextDecoder().decode(known.data) === text;
}

/** Ends a schedule; false if there is none of this name. Jobs that it has made stay in the queue. */
export async function removeSchedule(jsm: JetStreamManager, queue: SendTo, name: string): Promise<boolean> {
  const { purged } = await jsm.streams.purge(namesOf(queue).stream, { filter: scheduleSubject(queue, name) });
  return purged > 0;
}

/**
 * Cancels a delayed job; false if it is already in its queue, or was never sent. Those that wait for it are told (results, a
 * parent, a requester), and its id may be used again.
 */
export async function cancelDelayed(
  jsm: JetStreamManager,
  queue: SendTo & Pick<QueueConfig, "dependencies">,
  job: string,
): Promise<boolean> {
  const { stream, laterSubject } = namesOf(queue);
  const filter = `${laterSubject}.once.${tokenOf(job)}`;
  const known = await jsm.streams.getMessage(stream, { last_by_subj: filter });
  if (known === null) return false;
  await releaseIds(jsm, queue, { job }, known.seq);
  const { purged } = await jsm.streams.purge(stream, { filter });
  if (purged === 0) {
    await keepId(jsm, queue, job);
    return false;
  }
  const takenOut = await TakenOut.of(jsm.jetstream(), queue);
  if (takenOut.isAwaited(known)) await takenOut.tell(known, "cancelled");
  return true;
}

/** A delayed job or a schedule. */
export type Scheduled = {
  /** A job's id, or a schedule's name. */
  readonly name: string;
  readonly repeats: boolean;
  /** In the server's notation: `@at 2026-01-01T00:00:00Z`, `@every 60s`, a cron pattern. */
  readonly when: string;
  readonly payload: JsonValue;
};

/** Returns all delayed jobs and schedules, in the order in which they were sent. */
export async function listScheduled(jsm: JetStreamManager, queue: SendTo): Promise<readonly Scheduled[]> {
  needsSchedules(queue, "the list of schedules");
  const { stream, laterSubject } = namesOf(queue);
  const { state } = await jsm.streams.info(stream, { subjects_filter: `${laterSubject}.>` });
  const subjects = Object.keys(state.subjects ?? {});
  const found = await Promise.all(subjects.map((subject) => jsm.streams.getMessage(stream, { last_by_subj: subject })));
  return found
    .filter((message) => message !== null)
    .toSorted((a, b) => a.seq - b.seq)
    .map((message) => ({
      name: message.header.get(Header.Job),
      repeats: message.subject.startsWith(`${laterSubject}.every.`),
      when: message.header.get("Nats-Schedule"),
      payload: message.json<JsonValue>(),
    }));
}

function scheduleSubject(queue: SendTo, name: string): string {
  return `${namesOf(queue).laterSubject}.every.${tokenOf(name)}`;
}

function needsSchedules({ name, schedules }: SendTo, where: string): void {
  if (schedules === true) return;
  throw new BadInputError(where, `the queue ${name} takes no jobs for later`, "Declare it with `schedules: true`.");
}
