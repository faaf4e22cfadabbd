import type { QueueConfig } from "./config/settings.ts";

export type { QueueConfig } from "./config/settings.ts";

export type QueueNames = {
  readonly stream: string;
  readonly subject: string;
  readonly consumer: string;
  readonly deadStream: string;
  readonly deadSubject: string;
  /** The history of DLQ operations. */
  readonly dlqHistoryStream: string;
  readonly dlqHistorySubject: string;
  /** Delayed jobs and schedules wait below this subject, which workers do not read. */
  readonly laterSubject: string;
  /** The sequences of this stream are the fencing tokens. */
  readonly tokenStream: string;
  readonly tokenSubject: string;
  /** Which message ids may be used again; see released-ids.ts. */
  readonly releasedStream: string;
  readonly releasedSubject: string;
  /** KV bucket with the state that all workers of the queue share. */
  readonly stateBucket: string;
  /** KV bucket with its jobs' states and results. */
  readonly resultBucket: string;
  /** KV bucket with the number of runs, where the server's delivery count does not tell it; created at the first use. */
  readonly runBucket: string;
};

/** The name of the queue that this subject belongs to; null if it is not a queue's. */
export function queueOfSubject(namespace: string, subject: string): string | null {
  const { subject: prefix } = namesOf({ namespace, name: "" });
  if (!subject.startsWith(prefix)) return null;
  // A lane's subject continues after the queue's name, which contains no dot.
  return subject.slice(prefix.length).split(".")[0] || null;
}

/** The names that a queue has on the server. */
export function namesOf({ namespace, name }: Pick<QueueConfig, "namespace" | "name">): QueueNames {
  return {
    stream: `${namespace}-${name}`,
    subject: `${namespace}.jobs.${name}`,
    consumer: "workers",
    deadStream: `${namespace}-${name}-dead`,
    deadSubject: `${namespace}.dead.${name}`,
    dlqHistoryStream: `${namespace}-${name}-dead-history`,
    dlqHistorySubject: `${namespace}.dead-history.${name}`,
    laterSubject: `${namespace}.later.${name}`,
    tokenStream: `${namespace}-${name}-tokens`,
    tokenSubject: `${namespace}.tokens.${name}`,
    releasedStream: `${namespace}-${name}-released`,
    releasedSubject: `${namespace}.released.${name}`,
    stateBucket: `${namespace}-${name}-state`,
    resultBucket: `${namespace}-${name}-results`,
    runBucket: `${namespace}-${name}-runs`,
  };
}

/** Encodes any text as one subject token, or a KV key: letters, digits, `-` and `_` stay, the rest becomes `=hex`. */
export function tokenOf(text: string): string {
  const escape = (char: string) => `=${char.codePointAt(0)?.toString(16)}=`;
  return text.replaceAll(/[^\w-]/gu, escape);
}
