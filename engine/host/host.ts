import type { ActorSpec } from "../actors/actor.ts";
import type { EventId } from "../trace/events.ts";
import type { RecordedEvent } from "../trace/recorder.ts";

/** Where actors live: this realm under virtual time, or operating-system processes. */
export type Host = {
  /** Starts one incarnation. What becomes of it is told to `listener`, never by a promise: the caller may outlive it. */
  start(spec: ActorSpec, incarnation: number, listener: ActorListener): RunningActor;
};

export type RunningActor = {
  /** The incarnation is gone at once, as by SIGKILL. `listener` hears nothing of it afterwards. */
  kill(): void;
  /** Asks for a graceful end; `listener.ended` follows. */
  stop(): void;
};

export type ActorListener = {
  record(event: RecordedEvent): void;
  /** It died without being told to: by a planned fault, or by itself. */
  crashed(crash: {
    readonly by: "fault" | "unexpected";
    readonly detail: string;
    readonly cause: EventId | null;
  }): void;
  /** It came to its end, by itself or because it was stopped. */
  ended(): void;
};
