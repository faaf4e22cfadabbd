import type { Hindrance } from "../actors/planned-faults.ts";
import type { ActorSpec } from "../actors/kinds/registry.ts";
import type { EventId } from "../trace/event.ts";
import type { RecordedEvent } from "../trace/recorder.ts";

/** Runs actors: in this realm under virtual time, or as operating-system processes. */
export type Host = {
  /** Starts one incarnation. Its fate is reported to `listener` and not by a promise, because a crash settles no promise. */
  start(spec: ActorSpec, incarnation: number, listener: ActorListener): RunningActor;
};

export type RunningActor = {
  /**
   * Ends the incarnation at once, as SIGKILL does. `gone` is called when everything that it had recorded was reported, unless
   * it ended or crashed by itself first: that is reported instead. Without `gone`, `listener` is not called any more.
   */
  kill(gone?: () => void): void;
  /** Requests a graceful end; `listener.ended` follows. A paused actor gets the request when it is resumed. */
  stop(): void;
  /** Stops all activity until `resume`, without informing the server. Messages for the actor wait. */
  pause(): void;
  resume(): void;
  /** Slows the actor down, or cuts its connection; as soon as it has started, if it has not. `cause`: the planned fault. */
  hinder(hindrance: Hindrance, cause: EventId): void;
  /** Marks a planned fault, by its index in the scenario, as struck, so that it does not strike again. */
  spend(fault: number): void;
};

export type ActorListener = {
  record(event: RecordedEvent): void;
  /** The actor crashed: because of a planned fault, or unexpectedly. `kill` is not reported. */
  crashed(crash: {
    readonly by: "fault" | "unexpected";
    readonly detail: string;
    readonly cause: EventId | null;
  }): void;
  /** A planned fault paused the actor, until it is resumed. */
  paused(pause: { readonly forMs: number; readonly cause: EventId }): void;
  /** The actor ended gracefully, by itself or after `stop`. */
  ended(): void;
};
