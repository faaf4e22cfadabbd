import { z } from "zod";
import { boundOfJobs } from "../queue/config/bound.ts";
import { concurrency, heartbeatMs, pollEveryMs, prefetch } from "../queue/config/credit.ts";
import { refuseReserved } from "../queue/config/name.ts";
import { QUEUE_SETTINGS, refuseCombinations } from "../queue/config/settings.ts";
import { ttlMs } from "../queue/config/ttl.ts";
import { BROKERS, currentBroker, handlerSchema } from "./brokers.ts";
import { deskSchema } from "./parts/dead-letters/schema.ts";
import { flowSchema } from "./parts/flow/schema.ts";
import { appenderSchema, logSchema, readerSchema } from "./parts/log/schema.ts";
import { faultSchema } from "./faults/registry.ts";
import { claimSchema, lessonSchema } from "./schema/lesson.ts";
import { cents, idText, jsonScalar, millis, positive, range } from "./schema/fields.ts";

const oneOrThree = z.union([z.literal(1), z.literal(3)]);

/**
 * A scenario is at once script, lesson and test, and *data only*: handlers and checks are named from registries.
 * The same shape comes as a TypeScript module (ours), YAML or JSON (anybody's).
 */
const queueSchema = z
  .strictObject({
    ...QUEUE_SETTINGS,
    name: idText.superRefine(refuseReserved),
    ackWaitMs: QUEUE_SETTINGS.ackWaitMs.default(5_000),
    maxAttempts: QUEUE_SETTINGS.maxAttempts.default(5),
    retry: QUEUE_SETTINGS.retry.default({ kind: "fixed", delayMs: 1_000 }),
    bound: boundOfJobs.exactOptional(),
    // A run has one server, or three.
    replicas: oneOrThree.exactOptional().describe("Copies, each on a server of its own; 1 without it."),
  })
  .superRefine(refuseCombinations);

const producerSchema = z.strictObject({
  name: idText,
  queue: idText,
  jobName: idText.default("job").describe("Jobs are called jobName-1, jobName-2, …"),
  jobs: positive.max(100_000),
  everyMs: range.default(500).describe("Time between two jobs."),
  confirmWithinMs: positive
    .min(100)
    .max(5_000)
    .exactOptional()
    .describe("How long it waits for the server's word before it sends the same message again; 5,000 without it."),
  startMs: millis.default(0),
  amountCents: cents.default(2_000).describe("What each job is worth; charge handlers charge it."),
  delayMs: millis.exactOptional().describe("Sent for later: not delivered before. The queue needs `schedules`."),
  ttlMs: ttlMs.exactOptional(),
  priority: idText.exactOptional().describe("A level of the queue's."),
  groups: z.array(idText).min(1).exactOptional().describe("Its jobs belong to these groups, in turn."),
  sendsAgainMs: positive
    .exactOptional()
    .describe("It sends each job a second time so much later, as if it had heard no confirmation."),
  replyTo: idText
    .nullable()
    .default(null)
    .describe(
      "A requester whose return address its messages carry: whoever answers them answers there, though it never asked. null: nobody is to answer.",
    ),
});

const requesterSchema = z.strictObject({
  name: idText.describe("Its reply queue is called name-replies."),
  queue: idText.describe("Whom it asks."),
  requestName: idText.default("request").describe("Requests are called requestName-1, requestName-2, …"),
  requests: positive.max(10_000),
  everyMs: range.default(500),
  startMs: millis.default(0),
  amountCents: cents.default(2_000),
  timeoutMs: positive.max(600_000).default(3_000).describe("How long one try waits for its answer."),
  tries: positive.max(1_000).default(1).describe("Tries in all."),
  asksAgain: z
    .boolean()
    .default(false)
    .describe("Started again after a crash, it asks for everything once more, under the same names."),
  correlation: z
    .enum(["per-try", "reused"])
    .default("per-try")
    .describe("Each try has a correlation id of its own, or all share one."),
  deadline: z.boolean().default(false).describe("Tell the worker until when the answer is of use."),
  replyAckWaitMs: millis.min(50).default(5_000).describe("Visibility timeout of the reply queue."),
  restartAfterMs: millis.nullable().default(3_000),
});

const workerSchema = z.strictObject({
  name: idText.describe("Workers are called name-1, name-2, …"),
  count: positive.max(64).default(1),
  queue: idText,
  concurrency: concurrency.max(100).default(1),
  prefetch: prefetch.max(1_000).default(0),
  heartbeatMs: heartbeatMs.nullable().default(null),
  pollEveryMs: pollEveryMs.nullable().default(null),
  handler: handlerSchema,
  startMs: millis.default(0).describe("It comes so late, counted from when the others are up."),
  reply: z
    .enum(["before-ack", "after-ack"])
    .default("before-ack")
    .describe("When the answer leaves, if somebody asked: a crash before it repeats the work, or loses the answer."),
  restartAfterMs: millis
    .nullable()
    .default(3_000)
    .describe("A supervisor starts a crashed worker again after this time; null: never."),
});

const violatesSchema = z
  .array(z.string())
  .default([])
  .describe("Invariants whose violation is the point of this setting.");

const knobSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("number"),
    id: idText,
    title: z.string(),
    meaning: z.string(),
    path: z.string(),
    min: z.int(),
    max: z.int(),
    step: positive.default(1),
    unit: z.string().default(""),
  }),
  z.strictObject({
    kind: z.literal("choice"),
    id: idText,
    title: z.string(),
    meaning: z.string(),
    path: z.string(),
    options: z.array(z.strictObject({ value: jsonScalar, title: z.string(), violates: violatesSchema })).min(2),
  }),
]);

const variantSchema = z.strictObject({
  id: idText,
  title: z.string(),
  set: z
    .record(z.string(), z.json())
    .default({})
    .describe("Paths into the scenario, and what stands there in this variant."),
  violates: violatesSchema,
});

export const scenarioSchema = z.strictObject({
  id: idText,
  title: z.string().min(1),
  shows: z.string().min(1).describe("What the run shows, in one line."),
  brokers: z
    .array(z.preprocess(currentBroker, z.enum(BROKERS)))
    .min(1)
    .default([...BROKERS]),
  seed: z.int().min(0).max(0xffffffff).default(1),
  // Whoever connects asks several questions in a row and waits 5 s for each answer; above this a restart fails for that alone.
  hopMs: positive.max(300).default(1).describe("How long a message travels between two processes, in virtual time."),
  servers: oneOrThree
    .exactOptional()
    .describe("How many servers the run has of its own; one without it, and on `nats` also somebody else's."),
  electionMs: positive
    .max(60_000)
    .exactOptional()
    .describe(
      "How long several simulated servers take to choose a leader; real ones take their own time. 5,000 without it.",
    ),
  limitMs: positive.max(86_400_000).default(120_000).describe("The run has failed if it is not over by then."),
  queues: z.array(queueSchema).default([]),
  producers: z.array(producerSchema).default([]),
  requesters: z.array(requesterSchema).default([]),
  workers: z.array(workerSchema).default([]),
  logs: z.array(logSchema).default([]),
  appenders: z.array(appenderSchema).default([]),
  readers: z.array(readerSchema).default([]),
  desks: z.array(deskSchema).default([]).describe("People who see to dead letters."),
  flow: flowSchema
    .optional()
    .describe("Coordinators for orders that arrive on the queue `orders`; services work on the queues of their steps."),
  faults: z.array(faultSchema).default([]),
  knobs: z.array(knobSchema).default([]),
  variants: z.array(variantSchema).default([]),
  claims: z.array(claimSchema).default([]),
  lesson: lessonSchema.optional(),
});

/** A scenario with all defaults filled in. */
export type Scenario = z.output<typeof scenarioSchema>;
/** What an author writes. */
export type ScenarioSource = z.input<typeof scenarioSchema>;
export type QueueSpec = Scenario["queues"][number];
export type ProducerSpec = Scenario["producers"][number];
export type RequesterSpec = Scenario["requesters"][number];
export type { AppenderSpec, LogSpec, ReaderSpec } from "./parts/log/schema.ts";
export type FlowSpec = NonNullable<Scenario["flow"]>;
export type DeskSpec = Scenario["desks"][number];
export type WorkerSpec = Scenario["workers"][number];
export type Knob = Scenario["knobs"][number];
export type Variant = Scenario["variants"][number];
/** Settings of knobs by their id. */
export type KnobValues = { readonly [knob: string]: string | number | boolean | null };
