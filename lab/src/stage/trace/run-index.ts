import type { TraceEvent } from "../../../../engine/trace/events.ts";
import type { Hop } from "../hop.ts";
import type { ServerRecords } from "../server/read.ts";
import type { Topology } from "../types.ts";
import type {
  EffectRecord,
  IncarnationRecord,
  MessageRecord,
  PauseRecord,
  SendRecord,
  TraceSource,
} from "./records.ts";
import type { DeadHolding, Holding } from "./holdings.ts";
import type { SpanIndex } from "./span-index.ts";

/** The lives that a run's trace was read into: what every part may look up. */
export type RunRecords = {
  readonly source: TraceSource;
  readonly events: readonly TraceEvent[];
  /** How long a message is drawn between two processes. */
  readonly hopMs: number;

  readonly messages: readonly MessageRecord[];
  /** The messages that are part of the picture. */
  readonly drawn: readonly MessageRecord[];
  readonly sends: readonly SendRecord[];
  readonly effects: readonly EffectRecord[];
  /** By actor, in the order of their incarnations. */
  readonly incarnations: ReadonlyMap<string, readonly IncarnationRecord[]>;
  /** By actor: when it was frozen. */
  readonly pauses: ReadonlyMap<string, readonly PauseRecord[]>;
  /** What befell the run's servers: null where there is one and nothing does. */
  readonly servers: ServerRecords | null;

  readonly holdings: SpanIndex<Holding>;
  readonly deadHoldings: SpanIndex<DeadHolding>;
  /** By actor: ascending times at which it began to run a job. */
  readonly runTimes: ReadonlyMap<string, readonly number[]>;
};

/** The same, with what follows from all parts together. The facts of the parts are added in `TraceIndex`. */
export type RunIndex = RunRecords & {
  readonly topology: Topology;
  readonly endMs: number;
  readonly hops: SpanIndex<Hop>;
  /** Moments at which something happened, each once: where 'next event' goes. */
  readonly moments: readonly number[];
  /** Where something moves or happens, merged and ascending: what lies between is idle. */
  readonly busy: readonly { readonly from: number; readonly to: number }[];
  /** The `at` of each event in turn; never descending. */
  readonly eventTimes: readonly number[];
};
