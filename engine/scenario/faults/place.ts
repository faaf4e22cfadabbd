import { z } from "zod";
import { idText, jobText, millis, positive } from "../../actors/fields.ts";
import { CrashPoint } from "../../trace/crash-point.ts";
import { formatDuration } from "../../trace/format.ts";
import { unknown } from "../cross-check/unknown.ts";
import type { Known } from "./known.ts";

/** Where and when a fault strikes; the same on every broker. */
const pointSchema = z.enum(CrashPoint);

const jobPlaceSchema = z.strictObject({ job: jobText, attempt: positive.default(1), point: pointSchema });
export const placeSchema = z.union([
  jobPlaceSchema,
  z.strictObject({ actor: idText, nth: positive.default(1), point: pointSchema }),
  z.strictObject({ actor: idText, atMs: millis.describe("Counted from when the workers are up.") }),
]);
/** When the runner does something: the actor that passes this point of this job goes on unharmed. */
export const momentSchema = z.union([
  jobPlaceSchema,
  z.strictObject({ atMs: millis.describe("Counted from when the workers are up.") }),
]);
export type Place = z.output<typeof placeSchema>;
export type Moment = z.output<typeof momentSchema>;

export function momentText(at: Moment): string {
  return "atMs" in at ? `at ${formatDuration(at.atMs)}` : placeText(at);
}

export function placeText(at: Place): string {
  if ("atMs" in at) return `${at.actor} at ${formatDuration(at.atMs)}`;
  if ("nth" in at) return `${at.point} at pass ${at.nth} of ${at.actor}`;
  return `${at.point} of ${at.job}${at.attempt === 1 ? "" : `, delivery ${at.attempt}`}`;
}

/** One line for each name in it that does not exist. */
export function placeProblems(at: Place | Moment, path: string, known: Known): string[] {
  return [
    ...("job" in at ? jobProblems(at.job, `${path}.job`, known) : []),
    ...("actor" in at ? oneOf(at.actor, `${path}.actor`, known.actors) : []),
  ];
}

export function oneOf(name: string, path: string, known: readonly string[]): string[] {
  return known.includes(name) ? [] : [unknown(path, name, known)];
}

/** A message on the wire, or in a worker's hands, may also be an answer. */
export function jobProblems(name: string, path: string, { jobs, asked, answeredJob }: Known): string[] {
  if (jobs.includes(name)) return [];
  const job = answeredJob(name);
  if (job === null) return [unknown(path, name, jobs)];
  if (asked.includes(job)) return [];
  if (jobs.includes(job)) return [`${path}: found "${name}", expected a job or an answer: nobody asks for ${job}`];
  const answers = asked.map((request) => `reply-${request}-1`);
  return [unknown(path, name, answers)];
}
