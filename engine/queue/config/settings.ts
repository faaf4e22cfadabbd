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
 * A queue's settings, each in a file of its own: the one source of type, validation, remedy and JSON Schema, for the library
 * and for scenario files. To add a setting, add its file and a line here.
 */
export const QUEUE_SETTINGS = {
  /** Unique within `namespace`: letters, digits and dashes. */
  name: queueName,
  /** Visibility timeout (the server's `ack_wait`), milliseconds, counted from the server's delivery. */
  ackWaitMs,
  /** A job is dead-lettered after this number of runs (attempt-count.ts); null: it is tried for ever. */
  maxAttempts,
  /** The backoff of failed jobs; see retry.ts. */
  retry,
  /**
   * False: as on plain JetStream, the server alone counts deliveries (`max_deliver`). A job that has used them up stays in the
   * stream, is never delivered again, and at best an advisory reports it. True by default.
   */
  deadLetters: deadLetters.exactOptional(),
  /** Allows delayed jobs (`delayMs`, `at`) and schedules. */
  schedules: schedules.exactOptional(),
  /** Priorities or groups; see lanes.ts. */
  lanes: lanes.exactOptional(),
  /** Rate limit over all workers; see engine/queue/features/rate-limit.ts. */
  rate: rate.exactOptional(),
  /** The most that it stores, and what happens to more; see bound.ts. */
  bound: bound.exactOptional(),
  /** Gives every run a fencing token; see engine/queue/features/fencing.ts. */
  fencing: fencing.exactOptional(),
  /** Data in memory is lost when the server stops; `file` by default. */
  storage: storage.exactOptional(),
  /** Copies in a cluster: 1, 3 or 5; 1 by default. */
  replicas: replicas.exactOptional(),
  /** How long the server remembers message ids, milliseconds; two minutes by default. */
  dedupWindowMs: dedupWindowMs.exactOptional(),
  /** How many jobs may be in flight, over all workers; 20,000 by default. See in-flight.ts. */
  maxInFlight: maxInFlight.exactOptional(),
};

/** Settings that only programs use, and no scenario. */
const PROGRAM_SETTINGS = {
  /** Separates the streams of several programs on one server. */
  namespace,
  /** Allows atomic batches: all jobs are stored or none; see engine/queue/send/atomic-batch.ts. */
  atomic: atomic.exactOptional(),
  /** Keeps each job's state and its handler's result; see engine/queue/features/results.ts. */
  results: results.exactOptional(),
  /** Allows jobs that wait for children; see engine/queue/features/dependencies.ts. */
  dependencies: dependencies.exactOptional(),
};

type Combined = {
  readonly schedules?: unknown;
  readonly atomic?: unknown;
  readonly bound?: { readonly overflow: string };
  readonly lanes?: { readonly kind: string };
  readonly maxInFlight?: unknown;
};

/** Refuses settings that cannot be combined; a refinement for any schema that has them. */
export function refuseCombinations(queue: Combined, ctx: z.RefinementCtx): void {
  const refuse = (path: string, message: string) =>
    ctx.addIssue({ code: "custom", path: [path], message, input: queue[path as keyof Combined] });
  if (queue.bound !== undefined && queue.schedules === true) {
    refuse("bound", "none together with `schedules`: delayed jobs would count, and could be dropped");
  }
  if (queue.atomic === true && queue.bound?.overflow === "dead-letter") {
    refuse("bound", "another overflow together with `atomic`: an atomic batch cannot be dead-lettered as a whole");
  }
  if (queue.maxInFlight !== undefined && queue.lanes?.kind === "groups") {
    refuse("maxInFlight", "none together with groups: each partition has one job in flight, which keeps the order");
  }
}

const queueSchema = z.strictObject({ ...QUEUE_SETTINGS, ...PROGRAM_SETTINGS }).superRefine(refuseCombinations);

/**
 * The configuration of a work queue: a stream with work-queue retention, a durable pull consumer that all workers share (one
 * per lane, if it has lanes), and a dead-letter stream. Disabled features cost nothing.
 * @useDeclaredType
 */
export type QueueConfig = DeepReadonly<z.output<typeof queueSchema>>;

/**
 * The settings of a queue as a caller writes them: fields with a default may be omitted.
 * @useDeclaredType
 */
export type QueueInput = DeepReadonly<z.input<typeof queueSchema>>;

/** Checks a queue's settings. @throws BadInputError with every invalid setting and its remedy */
export function checkQueue(queue: QueueInput): QueueConfig {
  return checked(queueSchema, queue, `queue ${queue.name}`);
}
