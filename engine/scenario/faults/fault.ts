import type { z } from "zod";
import type { ActorFault, WireFault } from "../../actors/planned-faults.ts";
import type { Clock } from "../../clock/clock.ts";
import type { Supervisor } from "../../host/supervisor.ts";
import type { EventId } from "../../trace/event.ts";
import type { TraceEvent } from "../../trace/events.ts";
import type { Known } from "./known.ts";
import type { Moment, Place } from "./place.ts";

/** One kind of planned fault: what a scenario file writes, how it is planned, and how the runner makes it. */
export type FaultKind<Schema extends z.ZodType<{ readonly kind: string }>> = {
  readonly schema: Schema;
  /** Its text in a list of faults: 'crash before-save at pass 3 of coordinator-1'. The text in a trace is in engine/trace. */
  readonly says: (fault: z.output<Schema>) => string;
  readonly plan: (fault: z.output<Schema>) => PlannedFault;
  /** Makes the fault, if the runner makes it. The run does not end before the returned promise has settled. */
  readonly strike?: (fault: z.output<Schema>, tools: FaultTools, cause: EventId) => void | Promise<void>;
  /** What its schema cannot check; one line per problem. `path`: where the fault stands in the scenario. */
  readonly problems?: (fault: z.output<Schema>, path: string, known: Known) => readonly string[];
  /** Whether faults of this kind are still under way at the end of this trace, so that the run must not end yet. */
  readonly isUnderWay?: (events: readonly TraceEvent[]) => boolean;
  /** Set if it kills servers: the run then needs servers of its own. */
  readonly killsServers?: true;
};

/** Who makes a fault, and where. */
export type PlannedFault =
  /** The sender of this job spoils its payload. */
  | { readonly by: "sender"; readonly job: string }
  /** The sender's connection does it to the message. */
  | { readonly by: "wire"; readonly fault: Omit<WireFault, "fault"> }
  /** An actor does it at this point; the runner does it at this time. */
  | { readonly by: "actor"; readonly at: Place; readonly actorFault: ActorFault }
  /** The runner does it, at this time or when an actor passes this point. */
  | {
      readonly by: "runner";
      readonly at: Moment;
      /** What it is done to, as named in the trace. */
      readonly target: string;
      /** Set if the run may end before the fault strikes. */
      readonly optional?: true;
    };

/** What the faults that the runner makes can call. */
export type FaultTools = {
  readonly supervisor: Pick<
    Supervisor,
    "crash" | "pause" | "hinder" | "deploy" | "knows" | "replace" | "add" | "remove"
  >;
  /** Its timers outlive every actor. */
  readonly clock: Pick<Clock, "sleep">;
  /** Empties the stores of the flow's coordinators. */
  loseStores(): Promise<void>;
  /** `leaderOf`: kills the leader of this queue; null: kills the only server. `downMs`: null for good. */
  killServer(kill: ServerKill, cause: EventId): void;
  /** Makes every call to the outside services fail for this time. */
  cutOff(forMs: number): void;
};
export type ServerKill = { readonly leaderOf: string | null; readonly downMs: number | null };

/** The tools of a run whose parts provide none: they do nothing. */
export const NO_TOOLS: Omit<FaultTools, "supervisor" | "clock"> = {
  loseStores: () => Promise.resolve(),
  killServer: () => undefined,
  cutOff: () => undefined,
};

/** Declares a kind of fault; the parameters of its functions then have the type of its schema. */
export function fault<Schema extends z.ZodType<{ readonly kind: string }>>(
  declared: FaultKind<Schema>,
): FaultKind<Schema> {
  return declared;
}
