/** The points in an actor's work at which a planned crash or pause can strike. */
export const CrashPoint = {
  BeforeEffect: "before-effect",
  BeforeReply: "before-reply",
  BeforeAck: "before-ack",
  AfterAck: "after-ack",
  /** The message to send is decided, and saved if the design saves it. */
  BeforePublish: "before-publish",
  BeforeDeadLetterAck: "before-dead-letter-ack",
  /** An orchestrator received an event and has not loaded the flow's record. */
  BeforeLoad: "before-load",
  /** The next record is computed and not stored. */
  BeforeSave: "before-save",
  /** The next record is stored; none of its messages is sent. */
  AfterSave: "after-save",
  /** A deadline is stored in the record, and its scheduled message is not sent yet. The job is the timer's. */
  BeforeSchedule: "before-schedule",
  /** A deadline is removed from the record, and its scheduled message still exists. The job is the timer's. */
  BeforeUnschedule: "before-unschedule",
  /** An operator is about to replay a dead letter; the history does not say so yet. */
  BeforeBegun: "before-begun",
  /** A replayed dead letter is in its queue again; the history does not say so yet. */
  BeforeReplayed: "before-replayed",
  /** An operator is about to discard a dead letter; the history has no copy yet. */
  BeforeDiscarded: "before-discarded",
  /** The history records the operation; the dead letter is not deleted yet. */
  BeforeDelete: "before-delete",
} as const;
export type CrashPoint = (typeof CrashPoint)[keyof typeof CrashPoint];
