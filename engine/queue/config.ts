import type { Bound } from "./bound.ts";
import type { Lanes } from "./lanes.ts";
import type { ResultsKept } from "./results.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { RetryPolicy } from "./retry.ts";

/**
 * A work queue: one stream with work-queue retention and a durable pull consumer that all workers share (one for each
 * lane, if it has lanes), beside one stream for its dead letters. What is optional costs nothing until it is used.
 */
export type QueueConfig = {
  /** Unique within `namespace`: letters, digits and dashes. */
  readonly name: string;
  /** Keeps the streams of several programs on one server apart. */
  readonly namespace: string;
  /** Visibility timeout (the server's `ack_wait`), milliseconds, from the server's delivery. */
  readonly ackWaitMs: number;
  /** A job is dead-lettered after this many deliveries; null: it is tried for ever. */
  readonly maxAttempts: number | null;
  readonly retry: RetryPolicy;
  /** Jobs may be sent for later (`delayMs`, `at`) and repeat by a schedule. */
  readonly schedules?: boolean;
  /** Priorities or groups; see lanes.ts. What is in the queue stays in its lane when this changes. */
  readonly lanes?: Lanes;
  /** Jobs may be sent all or none; see send-together.ts. */
  readonly atomic?: boolean;
  /** Kept over all workers; see rate-limit.ts. */
  readonly rate?: RateLimit;
  /** How much it takes, and what becomes of more; see bound.ts. */
  readonly bound?: Bound;
  /** Every run gets a fencing token; see fencing.ts. */
  readonly fencing?: boolean;
  /**
   * False: as on plain JetStream, the server alone counts (`max_deliver`), and what has used up its deliveries stays in the
   * stream, where nobody gets it and nothing says so; an advisory comes at best. True by default.
   */
  readonly deadLetters?: boolean;
  /** How far each job is, and what its handler returned, can be asked for; see results.ts. */
  readonly results?: ResultsKept;
  /** Its jobs may wait for children; see families.ts. */
  readonly families?: boolean;
  /** How long the server remembers message ids, milliseconds; two minutes by default. */
  readonly dedupWindowMs?: number;
  /** Copies in a cluster: 1, 3 or 5; 1 by default. */
  readonly replicas?: number;
  /** What is only in memory is gone with the server; `file` by default. */
  readonly storage?: "file" | "memory";
};

export type QueueNames = {
  readonly stream: string;
  readonly subject: string;
  readonly consumer: string;
  readonly deadStream: string;
  readonly deadSubject: string;
  /** What was done with the dead letters by hand. */
  readonly deskStream: string;
  readonly deskSubject: string;
  /** What is sent for later waits below this subject, out of the workers' reach. */
  readonly laterSubject: string;
  /** Fencing tokens are this stream's sequences. */
  readonly tokenStream: string;
  readonly tokenSubject: string;
  /** Which message ids may be used again; see released-ids.ts. */
  readonly releasedStream: string;
  readonly releasedSubject: string;
  /** KV bucket of what all workers of the queue must agree on. */
  readonly stateBucket: string;
  /** KV bucket of its jobs' states and results. */
  readonly resultBucket: string;
};

/** The name of the queue whose jobs have this subject; null when it is not one of a queue's. */
export function queueOfSubject(namespace: string, subject: string): string | null {
  const { subject: prefix } = namesOf({ namespace, name: "" });
  if (!subject.startsWith(prefix)) return null;
  // A lane's subject goes on after the queue's name, which has no dot.
  return subject.slice(prefix.length).split(".")[0] || null;
}

/** What the queue is called on the server. */
export function namesOf({ namespace, name }: Pick<QueueConfig, "namespace" | "name">): QueueNames {
  return {
    stream: `${namespace}-${name}`,
    subject: `${namespace}.jobs.${name}`,
    consumer: "workers",
    deadStream: `${namespace}-${name}-dead`,
    deadSubject: `${namespace}.dead.${name}`,
    deskStream: `${namespace}-${name}-desk`,
    deskSubject: `${namespace}.desk.${name}`,
    laterSubject: `${namespace}.later.${name}`,
    tokenStream: `${namespace}-${name}-tokens`,
    tokenSubject: `${namespace}.tokens.${name}`,
    releasedStream: `${namespace}-${name}-released`,
    releasedSubject: `${namespace}.released.${name}`,
    stateBucket: `${namespace}-${name}-state`,
    resultBucket: `${namespace}-${name}-results`,
  };
}

/** Any text as one token of a subject, or a key of a KV bucket: letters, digits, `-` and `_` stay, the rest is `=hex`. */
export function tokenOf(text: string): string {
  const escape = (char: string) => `=${char.codePointAt(0)?.toString(16)}=`;
  return text.replaceAll(/[^\w-]/gu, escape);
}
