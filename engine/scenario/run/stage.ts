import type { Broker, OwnServers } from "../../broker/broker.ts";
import type { Clock } from "../../clock/clock.ts";
import type { Host } from "../../host/host.ts";
import type { InterventionAction } from "../../trace/events/runner.ts";
import type { Collector } from "../../trace/recorder.ts";

/** What a run stands on; the same conductor serves every broker and every host. */
export type Stage = {
  readonly broker: Broker;
  /** The broker's servers, if the run may strike them. */
  readonly servers: OwnServers | null;
  readonly host: Host;
  /** Its timers outlive every actor. */
  readonly clock: Clock;
  readonly stamp: () => { readonly at: number; readonly tick: number | null };
  readonly collector: Collector;
  /** How often the end of the run is looked for. */
  readonly pollMs: number;
  /** Counted, like the times of planned faults, from when the workers are up: processes take a while to start. */
  readonly limitMs: number;
  /** The workers are up and the first producer is about to start. */
  readonly onReady: () => void;
  /** Asked at every look: true ends the run at once, with an InterruptedError, and cleans up as always. */
  readonly interrupted: () => boolean;
};

/** Somebody ended the run before its end; everything of it has been taken down. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

export type RunControl = {
  /** Settles when all is over and everything of the run has been taken down. */
  readonly finished: Promise<"ended" | "limit">;
  /** Does to the run what a person asked for, now. */
  intervene(action: InterventionAction): void;
};
