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

/** The records of a run's trace: every part may look them up. */
export type RunRecords = {
  readonly source: TraceSource;
  readonly events: readonly TraceEvent[];
  /** The time for which a message is drawn between two processes. */
  readonly hopMs: number;

  readonly messages: readonly MessageRecord[];
  /** The messages in the picture. */
  readonly drawn: readonly MessageRecord[];
  readonly sends: readonly SendRecord[];
  readonly effects: readonly EffectRecord[];
  /** By actor, in the order of their incarnations. */
  readonly incarnations: ReadonlyMap<string, readonly IncarnationRecord[]>;
  /** By actor: when it was paused. */
  readonly pauses: ReadonlyMap<string, readonly PauseRecord[]>;
  /** The faults of the run's servers; null if there is one server and no fault strikes it. */
  readonly servers: ServerRecords | null;

  readonly holdings: SpanIndex<Holding>;
  readonly deadHoldings: SpanIndex<DeadHolding>;
  /** By actor: ascending times at which it began to run a job. */
  readonly runTimes: ReadonlyMap<string, readonly number[]>;
};

/** The same, with the facts that follow from all parts together. `TraceIndex` adds the facts of the parts. */
export type RunIndex = RunRecords & {
  readonly topology: Topology;
  readonly endMs: number;
  readonly hops: SpanIndex<Hop>;
  /** The moments at which something happened, each once: the targets of 'next event'. */
  readonly moments: readonly number[];
  /** Intervals in which something moves or happens, merged and ascending. The time between them is idle. */
  readonly busy: readonly { readonly from: number; readonly to: number }[];
  /** The `at` of each event in turn; never descending. */
  readonly eventTimes: readonly number[];
};
