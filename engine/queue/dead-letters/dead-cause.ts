/** Why a job was dead-lettered. */
export const DeadCause = {
  /** Its last attempt failed. */
  Failed: "failed",
  /** Its handler reported that no retry can help. */
  Unrecoverable: "unrecoverable",
  /** It used up its deliveries without a finished run: it may crash its workers. */
  Unfinished: "unfinished",
  /** The job's own rules, in its headers, cannot be read. */
  Unreadable: "unreadable",
  /** Its queue was full. */
  QueueFull: "queue-full",
} as const;
export type DeadCause = (typeof DeadCause)[keyof typeof DeadCause];
