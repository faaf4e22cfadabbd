import { z } from "zod";
import { jobText, positive } from "../../actors/fields.ts";
import type { EventOf, TraceEvent } from "../../trace/events.ts";
import { formatDuration } from "../../trace/format.ts";
import { fault } from "./fault.ts";
import { jobProblems } from "./place.ts";

/** The client waits 5,000 ms for a publish acknowledgement; a longer delay would only make it send again. */
const delay = positive.max(4_000);
const wireJob = jobText.describe(
  "Strikes the first message that carries this job: job-1, a request's later try job-1-try-2, an answer reply-job-1-1.",
);

export const wire = fault({
  schema: z.discriminatedUnion("what", [
    z.strictObject({
      kind: z.literal("wire"),
      what: z.literal("lose").describe("The message is lost, although its sender gets a confirmation."),
      job: wireJob,
    }),
    z.strictObject({
      kind: z.literal("wire"),
      what: z.literal("delay").describe("The message arrives later, and so does its sender's confirmation."),
      job: wireJob,
      delayMs: delay,
    }),
    z.strictObject({
      kind: z.literal("wire"),
      what: z.literal("duplicate").describe("A copy with another message id arrives as well."),
      job: wireJob,
      delayMs: delay.optional().describe("How much later the copy arrives; at once without it."),
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
      ? [`${path}.job: found "${job}", expected a job: wire faults do not affect events on their way into a log`]
      : []),
  ],
  isUnderWay: delayed,
});

/**
 * Whether the wire still delays a message. A run that ended now would leave it in a queue without workers. The message has
 * arrived when its sender has recorded the outcome, or has ended itself.
 */
export function delayed(events: readonly TraceEvent[]): boolean {
  return events.some(
    (event) =>
      event.type === "fault-injected" &&
      event.what in ARRIVALS &&
      !events.slice(event.seq).some((later) => isEnd(event, later)),
  );
}

/** By the fault: the events that record that the message has arrived. */
const ARRIVALS: { readonly [what: string]: readonly TraceEvent["type"][] } = {
  "wire delay": ["job-stored", "job-deduplicated"],
  "wire duplicate": ["job-duplicated"],
};

function isEnd({ what, job, actor, incarnation }: EventOf<"fault-injected">, later: TraceEvent): boolean {
  if (later.actor !== actor || later.incarnation !== incarnation) return false;
  if (later.type === "actor-crashed" || later.type === "actor-stopped") return true;
  return ARRIVALS[what]?.includes(later.type) === true && "job" in later && later.job === job;
}
