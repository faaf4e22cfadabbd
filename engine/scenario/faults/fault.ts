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
  /** In a list of faults: 'crash before-save at pass 3 of coordinator-1'. What a trace says stands in engine/trace. */
  readonly says: (fault: z.output<Schema>) => string;
  readonly plan: (fault: z.output<Schema>) => PlannedFault;
  /** Makes it, where the runner does. The run does not end before what it returns has settled. */
  readonly strike?: (fault: z.output<Schema>, tools: FaultTools, cause: EventId) => void | Promise<void>;
  /** What its schema cannot say; one line a problem. `path`: its place in the scenario. */
  readonly problems?: (fault: z.output<Schema>, path: string, known: Known) => readonly string[];
  /** Are some of them still under way at the end of this trace? A run that ended now would be cut off. */
  readonly isUnderWay?: (events: readonly TraceEvent[]) => boolean;
  /** It kills servers: they must be the run's own. */
  readonly killsServers?: true;
};

/** Who makes a fault, and where. */
export type PlannedFault =
  /** Whoever sends this job: they spoil its payload. */
  | { readonly by: "sender"; readonly job: string }
  /** The wire of whoever sends the job. */
  | { readonly by: "wire"; readonly fault: Omit<WireFault, "fault"> }
  /** The actor that passes the point, or the runner at this time. */
  | { readonly by: "actor"; readonly at: Place; readonly blow: ActorFault }
  /** The runner, at this time or when somebody passes the point. */
  | {
      readonly by: "runner";
      readonly at: Moment;
      /** What it is done to, as the trace calls it. */
      readonly target: string;
      /** The run may end before it comes. */
      readonly optional?: true;
    };

/** What a run has for the faults that the runner makes. */
export type FaultTools = {
  readonly supervisor: Pick<
    Supervisor,
    "crash" | "pause" | "hinder" | "deploy" | "knows" | "replace" | "add" | "remove"
  >;
  /** Its timers outlive every actor. */
  readonly clock: Pick<Clock, "sleep">;
  /** Empties what the flow's coordinators have stored. */
  loseStores(): Promise<void>;
  /** `leaderOf`: the server that answers for this queue; null: the only one. `downMs`: null for good. */
  killServer(kill: ServerKill, cause: EventId): void;
  /** The services outside answer nobody for so long. */
  cutOff(forMs: number): void;
};
export type ServerKill = { readonly leaderOf: string | null; readonly downMs: number | null };

/** The tools of a run without the parts that have them: there is nothing to strike. */
export const NO_TOOLS: Omit<FaultTools, "supervisor" | "clock"> = {
  loseStores: () => Promise.resolve(),
  killServer: () => undefined,
  cutOff: () => undefined,
};

/** Declares a kind of fault, so that its parameters have the type of its schema. */
export function fault<Schema extends z.ZodType<{ readonly kind: string }>>(
  declared: FaultKind<Schema>,
): FaultKind<Schema> {
  return declared;
}
