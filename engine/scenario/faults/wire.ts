import { z } from "zod";
import { jobText, positive } from "../../actors/fields.ts";
import type { EventOf, TraceEvent } from "../../trace/events.ts";
import { formatDuration } from "../../trace/format.ts";
import { fault } from "./fault.ts";
import { jobProblems } from "./place.ts";

/** The client waits 5,000 ms for the answer to a publish; what is delayed longer would only be sent again. */
const delay = positive.max(4_000);
const wireJob = jobText.describe(
  "Strikes the first message that carries this job: job-1, a request's later try job-1-try-2, an answer reply-job-1-1.",
);

export const wire = fault({
  schema: z.discriminatedUnion("what", [
    z.strictObject({
      kind: z.literal("wire"),
      what: z.literal("lose").describe("The sender is told that it is stored, and it is gone."),
      job: wireJob,
    }),
    z.strictObject({
      kind: z.literal("wire"),
      what: z.literal("delay").describe("It arrives later, and so does the answer to its sender."),
      job: wireJob,
      delayMs: delay,
    }),
    z.strictObject({
      kind: z.literal("wire"),
      what: z.literal("duplicate").describe("A copy with another message id arrives as well."),
      job: wireJob,
      delayMs: delay.optional().describe("How much later the copy comes; at once without it."),
    }),
  ]),
  says(fault) {
    const later = "delayMs" in fault && fault.delayMs !== undefined ? ` by ${formatDuration(fault.delayMs)}` : "";
    return `${fault.what} ${fault.job}${later}`;
  },
  plan(fault) {
    const delayMs = "delayMs" in fault ? (fault.delayMs ?? 0) : 0;
    return { by: "wire", fault: { what: fault.what, job: fault.job, delayMs } };
  },
  problems: ({ job }, path, known) => [
    ...jobProblems(job, `${path}.job`, known),
    ...(known.events.includes(job) && !known.sent.includes(job)
      ? [`${path}.job: found "${job}", expected a job: on its way into a log nothing is struck`]
      : []),
  ],
  isUnderWay: delayed,
});

/**
 * Does the wire still hold a message? A run that ended now would leave it in a queue that nobody works on. It is on
 * its way no longer when the sender has recorded what became of it, or has ended itself.
 */
export function delayed(events: readonly TraceEvent[]): boolean {
  return events.some(
    (event) =>
      event.type === "fault-injected" &&
      event.what in ARRIVALS &&
      !events.slice(event.seq).some((later) => isEnd(event, later)),
  );
}

/** What is recorded when a message has arrived at last, by what was done to it. */
const ARRIVALS: { readonly [what: string]: readonly TraceEvent["type"][] } = {
  "wire delay": ["job-stored", "job-deduplicated"],
  "wire duplicate": ["job-duplicated"],
};

function isEnd({ what, job, actor, incarnation }: EventOf<"fault-injected">, later: TraceEvent): boolean {
  if (later.actor !== actor || later.incarnation !== incarnation) return false;
  if (later.type === "actor-crashed" || later.type === "actor-stopped") return true;
  return ARRIVALS[what]?.includes(later.type) === true && "job" in later && later.job === job;
}
