import type { JsonValue } from "../kernel/json.ts";
import type { DeskEvent } from "./desk-events.ts";
import type { FlowEvent } from "./flow-events.ts";
import type { LogEvent } from "./log-events.ts";
import type { ServerEvent } from "./server-events.ts";

/**
 * The trace: one append-only list of plain-data events, past tense, a union on `type`. It is the only thing that views,
 * checkers, comparisons and exports read.
 *
 * T1  `id` is `actor/incarnation/n`, unique in a run; `cause` is another event's id and precedes the event in `seq`.
 * T2  `at` is in milliseconds since the run began: virtual (an integer), or wall time on a real server.
 * T3  What no real server reports is derived from the trace, not an event: that a visibility timeout has passed follows
 *     from `deadline` in `job-delivered`.
 */
export type TraceEvent = EventStamp & EventBody;
export type EventId = string;

/** Who recorded the event, when, and why. */
export type EventStamp = {
  readonly seq: number;
  readonly id: EventId;
  readonly cause: EventId | null;
  readonly at: number;
  /** The tick of virtual time; null on a real server. */
  readonly tick: number | null;
  readonly actor: string;
  /** Counts from 1; a restarted actor is the next incarnation. */
  readonly incarnation: number;
};

export type EventBody =
  | ActorEvent
  | JobEvent
  | ReplyEvent
  | DeskEvent
  | LogEvent
  | FlowEvent
  | ServerEvent
  | WorldEvent
  | ObserverEvent
  | RunnerEvent;
export type EventType = EventBody["type"];
export type EventOf<T extends EventType> = Extract<TraceEvent, { readonly type: T }>;

export type ActorRole =
  | "producer"
  | "requester"
  | "worker"
  /** Adds events to a log. */
  | "appender"
  /** Reads a log from offsets of its own. */
  | "reader"
  /** Drives orders through their steps: hand-made over queues, or as an orchestrator. */
  | "coordinator"
  | "orchestrator"
  /** Works at the desk for dead letters. */
  | "desk"
  | "world"
  | "observer"
  | "runner";

export type ActorEvent =
  | { readonly type: "actor-started"; readonly role: ActorRole }
  /** Recorded by the host, which alone can know: the dead do not speak. */
  | {
      readonly type: "actor-crashed";
      readonly role: ActorRole;
      readonly by: "fault" | "intervention" | "unexpected";
      readonly detail: string;
    }
  | { readonly type: "actor-stopped"; readonly role: ActorRole }
  /** Frozen, not dead: nothing of it happens until it is resumed, and nobody is told. Recorded by the host. */
  | { readonly type: "actor-paused"; readonly role: ActorRole; readonly by: "fault" | "intervention" }
  | { readonly type: "actor-resumed"; readonly role: ActorRole; readonly by: "fault" | "intervention" }
  /**
   * A step of the engine's own failed, and no caller was waiting for it: `where` and `step` say which. `retryInMs` is when the
   * engine tries again; null: it does not.
   */
  | {
      readonly type: "engine-step-failed";
      readonly where: string;
      readonly step: string;
      readonly error: string;
      readonly retryInMs: number | null;
      readonly job?: string;
    }
  /** A producer has sent all that it had to send; a requester, too, has heard of all or given up. */
  | { readonly type: "producer-finished"; readonly queue: string; readonly jobs: number };

/** One delivery of one job: what acks, naks and redeliveries are linked by. */
export type Delivery = {
  readonly queue: string;
  readonly job: string;
  readonly streamSequence: number;
  /** The server's delivery count, from 1. */
  readonly attempt: number;
};

export type JobEvent =
  | {
      readonly type: "job-sent";
      readonly queue: string;
      readonly job: string;
      readonly payload: JsonValue;
      /** Done within so many milliseconds from when it can be delivered, or never; absent: whenever. */
      readonly ttlMs?: number;
      /** In a queue that has them. */
      readonly priority?: string;
      readonly group?: string;
      /** A replay: the dead letter that it is made of, by its sequence among them; absent: it is sent anew. */
      readonly letter?: number;
      /** The payload is not the one that failed. */
      readonly edited?: true;
    }
  /** The server confirmed that the job is in the queue's stream: from here on it is *accepted*. */
  | { readonly type: "job-stored"; readonly queue: string; readonly job: string; readonly streamSequence: number }
  /** It is in the stream, out of the workers' reach, for `delayMs` more. */
  | {
      readonly type: "job-scheduled";
      readonly queue: string;
      readonly job: string;
      readonly streamSequence: number;
      readonly delayMs: number;
    }
  /** The queue is full and took nothing: its sender knows. */
  | { readonly type: "job-refused"; readonly queue: string; readonly job: string; readonly reason: string }
  /** The wire made two of it: a copy with a message id of its own is in the stream as well. */
  | { readonly type: "job-duplicated"; readonly queue: string; readonly job: string; readonly streamSequence: number }
  /** The sender was told that it is stored, and it is gone: a purge by mistake, a stream that was only in memory. */
  | { readonly type: "job-lost"; readonly queue: string; readonly job: string; readonly streamSequence: number }
  /** The server knew the message id already and stored nothing. */
  | { readonly type: "job-deduplicated"; readonly queue: string; readonly job: string; readonly streamSequence: number }
  /** `deadline`: the moment at which the server gives the message to another worker if it hears nothing. */
  | ({ readonly type: "job-delivered"; readonly deadline: number } & Delivery)
  /** The worker holds it, and waits for its turn under the queue's rate limit. */
  | ({ readonly type: "job-rate-limited"; readonly waitMs: number } & Delivery)
  /**
   * The handler began: a delivery that waited in a prefetch buffer becomes a run. `token`: of a queue with fencing, greater
   * than that of every run that began before.
   */
  | ({ readonly type: "job-started"; readonly token?: number } & Delivery)
  /** The worker asked for more time (the server's `working`); `progress`: what the handler said of itself, if it did. */
  | ({ readonly type: "job-in-progress"; readonly deadline: number; readonly progress?: JsonValue } & Delivery)
  | ({ readonly type: "job-failed"; readonly error: string } & Delivery)
  | ({ readonly type: "job-ack-sent" } & Delivery)
  /**
   * The server confirmed the ack: the message is deleted. `terminated`: not as done, but because its handler said that it
   * is nobody's work any more, and why.
   */
  | ({ readonly type: "job-acked"; readonly terminated?: string } & Delivery)
  /**
   * `delayMs` is how long the server holds the job back before it delivers it again. `failed`: its handler threw; `handed-back`:
   * this delivery does not count as an attempt; `engine-failed`: a step of the engine's own failed (`engine-step-failed`).
   */
  | ({
      readonly type: "job-naked";
      readonly delayMs: number;
      readonly reason: "failed" | "handed-back" | "engine-failed";
    } & Delivery)
  /** Its time was over at `deadline`, or its caller had given up by then: acknowledged without being worked on. */
  | {
      readonly type: "job-expired";
      readonly queue: string;
      readonly job: string;
      readonly attempt: number;
      readonly deadline: number;
    }
  /** The job is in the dead-letter stream (confirmed); the ack that removes it from its queue follows. */
  | ({
      readonly type: "job-dead-lettered";
      readonly reason: string;
      readonly deadLetters: string;
      readonly deadLetterSequence: number;
    } & Delivery)
  /** A child is done, or dead; `left`: how many of its parent's children are not. At 0 the parent is sent. */
  | {
      readonly type: "child-finished";
      readonly queue: string;
      readonly job: string;
      readonly parent: string;
      readonly left: number;
    }
  /** A worker that polls asked for work, and there was none. */
  | { readonly type: "queue-polled"; readonly queue: string };

/** What happens between who asks and who answers; `try` counts the tries of one request, from 1. */
export type ReplyEvent =
  | ({ readonly type: "request-sent"; readonly queue: string; readonly waitsUntil: number } & Correlated)
  | ({ readonly type: "request-timed-out"; readonly queue: string } & Correlated)
  /** The service answers: the reply is on its way into the requester's reply queue. */
  | ({ readonly type: "reply-sent"; readonly job: string; readonly attempt: number } & Correlated)
  /** It closed the request that it answers. */
  | ({ readonly type: "reply-received" } & Correlated)
  /** It closed a later try than the one that it answers: the correlation id was used again. */
  | ({ readonly type: "reply-stale" } & Correlated)
  /** Its request had been given up. */
  | ({ readonly type: "reply-late" } & Correlated)
  /** Its request had been answered already. */
  | ({ readonly type: "reply-duplicate" } & Correlated)
  /** Nobody here has ever asked. */
  | ({ readonly type: "reply-orphaned" } & Correlated);
export type Correlated = {
  readonly request: string;
  readonly correlation: string;
  readonly try: number;
  readonly replyTo: string;
};

export type WorldEvent =
  /** Something happened outside that cannot be taken back by a queue: `key` is the idempotency key, if one was given. */
  | {
      readonly type: "effect-applied";
      readonly effect: string;
      readonly job: string;
      readonly key: string | null;
      readonly amountCents: number;
    }
  /** The outside world had seen this idempotency key and did nothing. */
  | {
      readonly type: "effect-deduplicated";
      readonly effect: string;
      readonly job: string;
      readonly key: string;
      readonly amountCents: number;
    }
  /** Undone before it was done: `effect` will never be applied for this key, should its command still come. */
  | { readonly type: "effect-prevented"; readonly effect: string; readonly job: string; readonly key: string }
  /** It did nothing: it answers nobody just now, or somebody with a newer fencing token had been there. */
  | {
      readonly type: "effect-refused";
      readonly effect: string;
      readonly job: string;
      readonly reason: "down" | "stale-token";
    };

export type ObserverEvent =
  /** What the broker says of a queue; recorded when it differs from the last look. */
  {
    readonly type: "queue-observed";
    readonly queue: string;
    readonly stored: number;
    readonly waiting: number;
    readonly inFlight: number;
    readonly deadLetters: number;
    /** Of a queue that takes jobs for later. */
    readonly scheduled?: number;
    /** Of a queue with priorities or groups: the same by level, or by partition. */
    readonly lanes?: { readonly [lane: string]: { readonly waiting: number; readonly inFlight: number } };
  };

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

export type InterventionAction =
  | { readonly kind: "crash"; readonly actor: string }
  | { readonly kind: "restart"; readonly actor: string }
  | { readonly kind: "pause"; readonly actor: string }
  | { readonly kind: "resume"; readonly actor: string };

export type RunnerEvent =
  | {
      readonly type: "fault-injected";
      readonly fault: number;
      readonly what: string;
      readonly target: string;
      readonly job: string | null;
    }
  | { readonly type: "intervention-made"; readonly action: InterventionAction }
  | { readonly type: "check-passed"; readonly check: string; readonly detail: string }
  | { readonly type: "check-failed"; readonly check: string; readonly detail: string };
