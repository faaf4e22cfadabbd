import { z } from "zod";
import { CrashPoint } from "../../trace/crash-point.ts";
import { idText, jobText, millis, positive } from "../schema/fields.ts";

/** What a scenario may plan to go wrong; the same on every broker. */
const pointSchema = z.enum(CrashPoint);

const jobPlaceSchema = z.strictObject({ job: jobText, attempt: positive.default(1), point: pointSchema });
const placeSchema = z.union([
  jobPlaceSchema,
  z.strictObject({ actor: idText, nth: positive.default(1), point: pointSchema }),
  z.strictObject({ actor: idText, atMs: millis.describe("Counted from when the workers are up.") }),
]);
/** When the runner does something: whoever passes this point of this job goes on unharmed. */
const momentSchema = z.union([
  jobPlaceSchema,
  z.strictObject({ atMs: millis.describe("Counted from when the workers are up.") }),
]);

/** The client waits 5,000 ms for the answer to a publish; what is held back longer would only be sent again. */
const heldBack = positive.max(4_000);
const wireJob = jobText.describe(
  "Strikes the first message that carries this job: job-1, a request's later try job-1-try-2, an answer reply-job-1-1.",
);

const wireSchema = z.discriminatedUnion("what", [
  z.strictObject({
    kind: z.literal("wire"),
    what: z.literal("lose").describe("The sender is told that it is stored, and it is gone."),
    job: wireJob,
  }),
  z.strictObject({
    kind: z.literal("wire"),
    what: z.literal("delay").describe("It arrives later, and so does the answer to its sender."),
    job: wireJob,
    delayMs: heldBack,
  }),
  z.strictObject({
    kind: z.literal("wire"),
    what: z.literal("duplicate").describe("A copy with another message id arrives as well."),
    job: wireJob,
    delayMs: heldBack.optional().describe("How much later the copy comes; at once without it."),
  }),
]);

export const faultSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("crash"),
    at: placeSchema.describe("An actor dies at this point of this job, at its n-th pass, or at this time."),
  }),
  z.strictObject({
    kind: z.literal("pause"),
    at: placeSchema.describe("An actor freezes at this point of this job, at its n-th pass, or at this time."),
    forMs: positive.max(600_000).describe("Then it goes on where it was, as if no time had passed."),
  }),
  z.strictObject({
    kind: z.literal("poison"),
    job: idText.describe(
      "This job's payload is not what the handler expects: every run of it fails. A request's name stands for all its tries.",
    ),
  }),
  wireSchema,
  z.strictObject({
    kind: z
      .literal("deploy")
      .describe("A coordinator ends gracefully, and version 2 of the order's flow takes its place."),
    actor: idText,
    at: momentSchema,
  }),
  z.strictObject({
    kind: z.literal("outage").describe("The world outside answers nobody: whoever wants something of it fails."),
    atMs: millis.describe("Counted from when the workers are up."),
    forMs: positive.max(600_000),
  }),
  z.strictObject({
    kind: z.literal("lose-store").describe("Everything that the flow's coordinators have stored is gone."),
    at: momentSchema,
  }),
  z.strictObject({
    kind: z
      .literal("server-kill")
      .describe("A server is killed (`kill -9`) and started again on what it had stored. It must be the run's own."),
    leaderOf: idText
      .exactOptional()
      .describe("The server that answers for this queue, one of several; without it there is only one."),
    at: momentSchema,
    downMs: positive.max(600_000).nullable().describe("How long it is away; null: for good."),
  }),
]);

export type Fault = z.output<typeof faultSchema>;
