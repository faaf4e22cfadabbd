/** Why a job is among the dead letters. */
export const DeadCause = {
  /** Its handler failed for the last time. */
  Failed: "failed",
  /** Its handler said that no retry can help. */
  Unrecoverable: "unrecoverable",
  /** It was delivered as often as may be, and nobody finished: it may kill its workers. */
  Unfinished: "unfinished",
  /** Its own rules cannot be read. */
  Unreadable: "unreadable",
  /** There was no room in its queue. */
  QueueFull: "queue-full",
} as const;
export type DeadCause = (typeof DeadCause)[keyof typeof DeadCause];
