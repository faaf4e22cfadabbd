import type { Broker, OwnServers } from "../../broker/broker.ts";
import type { Clock } from "../../clock/clock.ts";
import type { Host } from "../../host/host.ts";
import type { InterventionAction } from "../../trace/events/runner.ts";
import type { Collector } from "../../trace/recorder.ts";

/** What a run needs from its broker and host; the same conductor serves all of them. */
export type Stage = {
  readonly broker: Broker;
  /** The broker's servers, if the run may kill them; otherwise null. */
  readonly servers: OwnServers | null;
  readonly host: Host;
  /** Its timers must outlive every actor. */
  readonly clock: Clock;
  readonly stamp: () => { readonly at: number; readonly tick: number | null };
  readonly collector: Collector;
  /** How often to look whether the run has ended. */
  readonly pollMs: number;
  /** Counted from when the workers are up, like the times of planned faults: processes take a while to start. */
  readonly limitMs: number;
  /** Called when the workers are up and the first producer is about to start. */
  readonly onReady: () => void;
  /** Called at every look: an error ends the run with it at once, and cleans up as always. */
  readonly interrupted: () => Error | null;
};

/** The run was ended early; everything of it has been taken down. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

export type RunControl = {
  /** Settles when the run is over and everything of it has been taken down. */
  readonly finished: Promise<"ended" | "limit">;
  /** Does to the run what a person asked for, now. */
  intervene(action: InterventionAction): void;
};
