import { z } from "zod";
import { ackWaitMs } from "./ack-wait.ts";
import { maxAttempts } from "./attempts.ts";
import { bound } from "./bound.ts";
import { checked } from "./checked.ts";
import { replicas, storage } from "./copies.ts";
import { dedupWindowMs } from "./dedup-window.ts";
import type { DeepReadonly } from "./deep-readonly.ts";
import { maxInFlight } from "./in-flight.ts";
import { lanes } from "./lanes.ts";
import { namespace, queueName } from "./name.ts";
import { rate } from "./rate.ts";
import { results } from "./results.ts";
import { retry } from "./retry.ts";
import { atomic, deadLetters, dependencies, fencing, schedules } from "./switches.ts";

/**
 * A queue's settings, each from its own file here: the one source of type, validation, remedy and JSON Schema, for the
 * library and for scenario files. To add a setting, add its file and a line here.
 */
export const QUEUE_SETTINGS = {
  /** Unique within `namespace`: letters, digits and dashes. */
  name: queueName,
  /** Visibility timeout (the server's `ack_wait`), milliseconds, from the server's delivery. */
  ackWaitMs,
  /** A job is dead-lettered after this many runs (attempt-count.ts); null: it is tried for ever. */
  maxAttempts,
  /** How long a failed job is delayed; see retry.ts. */
  retry,
  /**
   * False: as on plain JetStream, the server alone counts (`max_deliver`), and what has used up its deliveries stays in the
   * stream, where nobody gets it and nothing says so; an advisory comes at best. True by default.
   */
  deadLetters: deadLetters.exactOptional(),
  /** Jobs may be sent for later (`delayMs`, `at`) and repeat by a schedule. */
  schedules: schedules.exactOptional(),
  /** Priorities or groups; see lanes.ts. */
  lanes: lanes.exactOptional(),
  /** Kept over all workers; see engine/queue/features/rate-limit.ts. */
  rate: rate.exactOptional(),
  /** How much it takes, and what becomes of more; see bound.ts. */
  bound: bound.exactOptional(),
  /** Every run gets a fencing token; see engine/queue/features/fencing.ts. */
  fencing: fencing.exactOptional(),
  /** What is only in memory is gone with the server; `file` by default. */
  storage: storage.exactOptional(),
  /** Copies in a cluster: 1, 3 or 5; 1 by default. */
  replicas: replicas.exactOptional(),
  /** How long the server remembers message ids, milliseconds; two minutes by default. */
  dedupWindowMs: dedupWindowMs.exactOptional(),
  /** How many jobs may be in flight, over all workers; 20,000 by default. See in-flight.ts. */
  maxInFlight: maxInFlight.exactOptional(),
};

/** Settings that only programs use: no actor of a scenario does. */
const PROGRAM_SETTINGS = {
  /** Keeps the streams of several programs on one server apart. */
  namespace,
  /** Jobs may be sent all or none; see engine/queue/send/atomic-batch.ts. */
  atomic: atomic.exactOptional(),
  /** How far each job is, and what its handler returned, can be asked for; see engine/queue/features/results.ts. */
  results: results.exactOptional(),
  /** Its jobs may wait for children; see engine/queue/features/dependencies.ts. */
  dependencies: dependencies.exactOptional(),
};

type Combined = {
  readonly schedules?: unknown;
  readonly atomic?: unknown;
  readonly bound?: { readonly overflow: string };
  readonly lanes?: { readonly kind: string };
  readonly maxInFlight?: unknown;
};

/** What settings must not be combined; a refinement of any schema that holds them. */
export function refuseCombinations(queue: Combined, ctx: z.RefinementCtx): void {
  const refuse = (path: string, message: string) =>
    ctx.addIssue({ code: "custom", path: [path], message, input: queue[path as keyof Combined] });
  if (queue.bound !== undefined && queue.schedules === true) {
    refuse("bound", "none beside `schedules`: what waits for its time would count, and be dropped, too");
  }
  if (queue.atomic === true && queue.bound?.overflow === "dead-letter") {
    refuse("bound", "another overflow beside `atomic`: jobs sent all or none cannot be dead-lettered all or none");
  }
  if (queue.maxInFlight !== undefined && queue.lanes?.kind === "groups") {
    refuse("maxInFlight", "none beside groups: each partition has one job in flight, which keeps the order");
  }
}

const queueSchema = z.strictObject({ ...QUEUE_SETTINGS, ...PROGRAM_SETTINGS }).superRefine(refuseCombinations);

/**
 * A work queue: one stream with work-queue retention and a durable pull consumer that all workers share (one for each
 * lane, if it has lanes), beside one stream for its dead letters. Optional features cost nothing until they are used.
 * @useDeclaredType
 */
export type QueueConfig = DeepReadonly<z.output<typeof queueSchema>>;

/**
 * The settings of a queue as a caller writes them: fields with a default may be omitted.
 * @useDeclaredType
 */
export type QueueInput = DeepReadonly<z.input<typeof queueSchema>>;

/** Reads a queue's settings. @throws BadInputError with every setting that is wrong, and what to give instead */
export function checkQueue(queue: QueueInput): QueueConfig {
  return checked(queueSchema, queue, `queue ${queue.name}`);
}
