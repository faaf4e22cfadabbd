import { formatCount } from "../trace/format.ts";
import { unreachable } from "../kernel/errors.ts";
import type { DlqEntry } from "../queue/dead-letters/history.ts";
import type { DeadLetter, Group } from "../queue/dead-letters/dead-letter.ts";
import type { ReplayPlan } from "../queue/dead-letters/replay-plan.ts";

/** One line about a dead letter. */
export function deadLetterLine({ sequence, at, job, cause, attempts, error, text }: DeadLetter): string {
  return `${sequence}  ${timeOf(at)}  ${job}  ${cause} after ${formatCount(attempts, "attempt")}: ${error}  ${text}`;
}

/** `done`: how many were replayed or discarded; null for a dry run. */
export function doneLine(what: "replayed" | "discarded", count: number, done: number | null): string {
  return done === null ? `${count} would be ${what}; add --yes to execute` : `${done} ${what}`;
}

/** `others`: how many dead letters do not match the selection. */
export function noneLine(queue: string, others: number): string {
  if (others === 0) return `${queue} has no dead letters`;
  return `none of the ${formatCount(others, "dead letter")} of ${queue} matches`;
}

/** All fields of a dead letter, with its payload as indented JSON. */
export function peekLines(deadLetter: DeadLetter): readonly string[] {
  const { sequence, at, job, cause, attempts, error, text, payload, headers } = deadLetter;
  const named = Object.entries(headers).flatMap(([name, values]) => values.map((value) => `${name}: ${value}`));
  return [
    `number   ${sequence}`,
    `job      ${job}`,
    `since    ${timeOf(at)}`,
    `cause    ${cause} after ${formatCount(attempts, "attempt")}`,
    `error    ${error}`,
    ...named.map((header) => `header   ${header}`),
    ...(payload === undefined
      ? [`payload  not JSON: ${text}`]
      : `payload  ${JSON.stringify(payload, null, 2)}`.split("\n")),
  ];
}

const SHOWN_JOBS = 3;

export function groupLine({ key, count, jobs }: Group): string {
  const more = count > SHOWN_JOBS ? ", …" : "";
  return `${count}  ${key}  (${jobs.slice(0, SHOWN_JOBS).join(", ")}${more})`;
}

/** `replayed`: how many were replayed; null for a dry run. */
export function planLines({ replay, finish, leave }: ReplayPlan, replayed: number | null): readonly string[] {
  const edit = (edited: unknown) => (edited === undefined ? "" : `  as ${JSON.stringify(edited)}`);
  return [
    ...replay.map(({ sequence, job, edited }) => `${sequence}  ${job}  replay${edit(edited)}`),
    ...finish.map(({ sequence, job }) => `${sequence}  ${job}  already in its queue: delete`),
    ...leave.map(({ sequence, job, why }) => `${sequence}  ${job}  skip: ${why} (--again replays it)`),
    ...(replay.length + finish.length === 0 ? [] : [doneLine("replayed", replay.length, replayed)]),
  ];
}

export function historyLine(entry: DlqEntry): string {
  return `${timeOf(entry.at)}  ${entry.by}  ${entry.deadLetter}  ${entry.job}  ${deedOf(entry)}`;
}

function deedOf(entry: DlqEntry): string {
  switch (entry.type) {
    case "replay-begun":
      return entry.edited === undefined ? "replay started" : `replay started, as ${JSON.stringify(entry.edited)}`;
    case "replayed":
      return `replayed, as message ${entry.streamSequence}`;
    case "discarded":
      return `discarded: ${entry.reason}  ${entry.text}`;
    default:
      return unreachable(entry);
  }
}

function timeOf(unixMs: number): string {
  return new Date(unixMs).toISOString();
}
