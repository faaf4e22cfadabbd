import type { ActorSpec } from "../actors/kinds/registry.ts";
import type { EventId } from "../trace/event.ts";
import type { RecordedEvent } from "../trace/recorder.ts";

/** Where actors live: this realm under virtual time, or operating-system processes. */
export type Host = {
  /** Starts one incarnation. What becomes of it is told to `listener`, never by a promise: the caller may outlive it. */
  start(spec: ActorSpec, incarnation: number, listener: ActorListener): RunningActor;
};

export type RunningActor = {
  /** The incarnation is gone at once, as by SIGKILL. `listener` hears nothing of it afterwards. */
  kill(): void;
  /** Asks for a graceful end; `listener.ended` follows. One who is frozen hears of it when it goes on. */
  stop(): void;
  /** Nothing of it happens any more until `resume`, and nobody is told; what is for it waits. */
  pause(): void;
  resume(): void;
  /** This planned fault, by its place in the scenario, has struck somewhere: once is enough. */
  spend(fault: number): void;
};

export type ActorListener = {
  record(event: RecordedEvent): void;
  /** It died without being told to: by a planned fault, or by itself. */
  crashed(crash: {
    readonly by: "fault" | "unexpected";
    readonly detail: string;
    readonly cause: EventId | null;
  }): void;
  /** It froze by itself, by a planned fault, and stays so until it is resumed. */
  frozen(freeze: { readonly forMs: number; readonly cause: EventId }): void;
  /** It came to its end, by itself or because it was stopped. */
  ended(): void;
};
