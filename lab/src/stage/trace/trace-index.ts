import type { TraceEvent } from "../../../../engine/trace/events.ts";
import type { Hop } from "../hops.ts";
import type { QueueSpan } from "../queue/spans.ts";
import type { ServerRecords } from "../server/read.ts";
import type { LogRecords } from "../log/read.ts";
import type { LetterRecord } from "../dead-letters/read.ts";
import type { FlowRecords } from "../flow/read.ts";
import type {
  AskRecord,
  EffectRecord,
  IncarnationRecord,
  MessageRecord,
  PauseRecord,
  ReplyRecord,
  SendRecord,
} from "./records.ts";
import type { SpanIndex } from "./span-index.ts";
import type { Deed } from "../dead-letters/stage.ts";
import type { Topology, TraceSource } from "../types.ts";
import type { DeadHolding, Holding } from "../worker/spans.ts";

/** Everything that the views look up, built once a run by `indexTrace`. Only pure files (`.ts`) look into it. */
export type TraceIndex = {
  readonly source: TraceSource;
  readonly events: readonly TraceEvent[];
  readonly topology: Topology;
  readonly endMs: number;
  /** How long a message is drawn between two processes. */
  readonly hopMs: number;

  readonly messages: readonly MessageRecord[];
  readonly sends: readonly SendRecord[];
  readonly effects: readonly EffectRecord[];
  /** Every try of every request, in the order of their asking, and the replies that nobody had asked for. */
  readonly asks: readonly AskRecord[];
  readonly orphans: readonly ReplyRecord[];
  /** By actor, in the order of their incarnations. */
  readonly incarnations: ReadonlyMap<string, readonly IncarnationRecord[]>;

  /** By actor: when it was frozen. */
  readonly pauses: ReadonlyMap<string, readonly PauseRecord[]>;
  /** What befell the run's servers: null where there is one and nothing does. */
  readonly servers: ServerRecords | null;
  /** What coordinators keep: null without a flow. */
  readonly flows: FlowRecords | null;

  readonly logs: LogRecords;

  readonly hops: SpanIndex<Hop>;
  readonly queueSpans: SpanIndex<QueueSpan>;
  readonly holdings: SpanIndex<Holding>;
  readonly deadHoldings: SpanIndex<DeadHolding>;

  /** Ascending times, by actor or queue. */
  readonly sentTimes: ReadonlyMap<string, readonly number[]>;
  readonly runTimes: ReadonlyMap<string, readonly number[]>;
  readonly doneTimes: ReadonlyMap<string, readonly number[]>;
  readonly undoneTimes: ReadonlyMap<string, readonly number[]>;
  /** What full queues have deleted to make room, and nobody has done. */
  readonly drops: readonly { readonly queue: string; readonly job: string; readonly at: number }[];
  /** In the order of their coming. */
  readonly letters: readonly LetterRecord[];
  /** What was done at desks. */
  readonly deeds: readonly Deed[];

  /** Moments at which something happened, each once: where 'next event' goes. */
  readonly moments: readonly number[];
  /** Where something moves or happens, merged and ascending: what lies between is idle. */
  readonly busy: readonly { readonly from: number; readonly to: number }[];
  /** The `at` of each event in turn; never descending. */
  readonly eventTimes: readonly number[];
};
