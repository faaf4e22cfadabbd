import type { Ledger } from "../checks/ledger.ts";
import type { Measures } from "../../trace/measure/measures.ts";
import type { TraceEvent } from "../../trace/events.ts";
import type { InterventionAction } from "../../trace/events/runner.ts";
import type { HandlersFile } from "../../sandbox/handlers-file.ts";
import type { KnobValues, Scenario } from "../schema.ts";
import type { BrokerName } from "../brokers.ts";

/**
 * Something a person did to a run. It happens after the drain of tick `afterTick` and before the next tick, at the virtual time
 * `atMs` (not before that tick, not after the next). The run is byte-identical up to that tick.
 */
export type Intervention = { readonly afterTick: number; readonly atMs: number; readonly action: InterventionAction };

/** The input of a run in virtual time. The run is a pure function of it. */
export type RunRequest = {
  readonly scenario: Scenario;
  readonly variant: string;
  readonly knobs: KnobValues;
  readonly seed: number;
  readonly interventions: readonly Intervention[];
  /** The functions that handlers of the kind `function` call; absent: none. */
  readonly handlers?: HandlersFile;
};

/** The first line of a stored trace. It holds the whole run request, so the trace can be judged again by itself. */
export type TraceHeader = RunRequest & {
  readonly format: "ackademy-trace";
  /** 1 had other names: see older-forms.ts. */
  readonly formatVersion: 2;
  readonly engine: string;
  readonly broker: BrokerName;
};

export type CheckOutcome = "passed" | "failed" | "expected" | "not-applicable";
export type CheckResult = {
  readonly id: string;
  readonly kind: "claim" | "invariant";
  readonly variant: string;
  readonly outcome: CheckOutcome;
  readonly detail: string;
};

export type RunReport = {
  readonly scenario: string;
  readonly variant: string;
  readonly broker: BrokerName;
  readonly seed: number;
  readonly verdict: "passed" | "failed";
  /** The verdict in plain words, with its money. */
  readonly sentence: string;
  readonly checks: readonly CheckResult[];
  /** Null on a real server. */
  readonly virtualMs: number | null;
  readonly wallMs: number;
  readonly events: number;
  readonly counts: { readonly [type: string]: number };
  readonly ledger: Ledger;
  /** Depth, times, throughput and utilisation of each queue and worker. */
  readonly measures: Measures;
  /** SHA-256 over the trace's events; null on a real server. */
  readonly traceDigest: string | null;
};

export type RunOutcome = {
  readonly header: TraceHeader;
  readonly events: readonly TraceEvent[];
  readonly report: RunReport;
  /** The virtual time of each tick, by its number (0: the start of the run); empty on a real server. */
  readonly tickTimes: readonly number[];
};
