import type { QueueConfig } from "./config/settings.ts";

export type { QueueConfig } from "./config/settings.ts";

export type QueueNames = {
  readonly stream: string;
  readonly subject: string;
  readonly consumer: string;
  readonly deadStream: string;
  readonly deadSubject: string;
  /** What was done with the dead letters by hand. */
  readonly dlqHistoryStream: string;
  readonly dlqHistorySubject: string;
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
  /** KV bucket of runs that began, where the server's delivery count does not say it; made at the first use. */
  readonly runBucket: string;
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

/** Any text as one token of a subject, or a key of a KV bucket: letters, digits, `-` and `_` stay, the rest is `=hex`. */
export function tokenOf(text: string): string {
  const escape = (char: string) => `=${char.codePointAt(0)?.toString(16)}=`;
  return text.replaceAll(/[^\w-]/gu, escape);
}
