/** Where in an actor's work a crash or a freeze strikes. */
export const CrashPoint = {
  BeforeEffect: "before-effect",
  BeforeReply: "before-reply",
  BeforeAck: "before-ack",
  AfterAck: "after-ack",
  /** What is about to be sent is decided, and saved if it is saved at all. */
  BeforePublish: "before-publish",
  BeforeDeadLetterAck: "before-dead-letter-ack",
  /** An orchestrator has an event in its hands and has not yet looked up the flow's record. */
  BeforeLoad: "before-load",
  /** The next record is computed; nobody has seen it. */
  BeforeSave: "before-save",
  /** The next record is stored; nothing of what it decides has been sent. */
  AfterSave: "after-save",
  /** A deadline is stored in the record, its scheduled message is not sent yet; the job is the timer's. */
  BeforeSchedule: "before-schedule",
  /** A deadline is gone from the record, its scheduled message is still there; the job is the timer's. */
  BeforeUnschedule: "before-unschedule",
  /** Somebody is about to replay a dead letter and has not written down that it begins. */
  BeforeBegun: "before-begun",
  /** A replayed letter is in its queue again; the desk's history does not say so yet. */
  BeforeReplayed: "before-replayed",
  /** Somebody is about to discard a dead letter; the history has no copy yet. */
  BeforeDiscarded: "before-discarded",
  /** The history says what became of a letter; it lies among the dead letters still. */
  BeforeDelete: "before-delete",
} as const;
export type CrashPoint = (typeof CrashPoint)[keyof typeof CrashPoint];
