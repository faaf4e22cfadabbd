import type { Term } from "./term.ts";

/** What happens when a job fails. */
export const FAILURES_TERMS: readonly Term[] = [
  {
    id: "attempt",
    term: "attempt",
    also: ["delivery count"],
    definition: "An attempt is one run of a job; the attempts of a job are counted from 1.",
    shownBy: "retry-backoff",
  },
  {
    id: "attempt-limit",
    term: "limit of attempts",
    definition: "After its limit of attempts a job is not retried any more and becomes a dead letter.",
    shownBy: "poison-dlq",
  },
  {
    id: "retry",
    term: "retry",
    also: ["retries", "retry policy"],
    definition: "A retry is another attempt at a job that failed, usually after a wait.",
    shownBy: "retry-backoff",
  },
  {
    id: "backoff",
    term: "backoff",
    also: ["exponential backoff"],
    definition: "A backoff is the wait before a retry; an exponential backoff doubles it with each attempt.",
    shownBy: "retry-backoff",
  },
  {
    id: "jitter",
    term: "jitter",
    definition: "Jitter draws each wait at random, so that jobs that failed together are not retried together.",
    shownBy: "retry-backoff",
  },
  {
    id: "permanent-failure",
    term: "permanent failure",
    definition: "A permanent failure is an error for which the handler says that no retry can help.",
    shownBy: "poison-dlq",
  },
  {
    id: "poison-message",
    term: "poison message",
    definition: "A poison message is a message that no worker can process, however often it tries.",
    shownBy: "poison-dlq",
  },
  {
    id: "dead-letter",
    term: "dead letter",
    definition: "A dead letter is a message that was given up and stored with the reason.",
    shownBy: "poison-dlq",
  },
  {
    id: "dead-letter-queue",
    term: "dead-letter queue",
    also: ["DLQ"],
    definition: "A dead-letter queue stores the dead letters of a queue until a person looks at them.",
    shownBy: "poison-dlq",
  },
  {
    id: "replay",
    term: "replay",
    definition: "A replay sends a dead letter to its queue again, or reads the events of a log again.",
    shownBy: "dlq-desk",
  },
];
