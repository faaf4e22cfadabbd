import type { Scenario } from "../../../engine/scenario/schema.ts";
import type { TraceEvent } from "../../../engine/trace/events.ts";
import type { FlagMark } from "../panels/time-machine/types.ts";
import type { Hop } from "./hop.ts";
import type { MessageRecord } from "./trace/records.ts";
import type { RunIndex, RunRecords } from "./trace/run-index.ts";
import type { Span } from "./trace/span-index.ts";
import type { Drawing, Used } from "./drawing.ts";
import type { NodeId, NodeRole, Shape, Size, TopologyNode } from "./types.ts";

/**
 * One kind of actor or thing on the stage: what the first screen needs of it. The assembling modules (`index-trace`,
 * `topology`, `stage`, `hops`, `marks`, `columns`) iterate over the list of parts. `read` and `stage` return objects;
 * merged, those of all parts are the `TraceIndex` and the `StageView`. A part's steps in a life (`life.ts`) and its
 * looks (`drawn.tsx`) are loaded later.
 *
 * `index` holds the facts of all parts. A part names the facts that it uses: `stage(index: RunIndex & LogFacts, …)`.
 */
export type Part = {
  /** The roles of its nodes, and their sizes in columns. */
  readonly sizes?: { readonly [role: NodeRole]: (node: TopologyNode, shape: Shape) => Size };
  /** Its actors, each with its node. */
  actors?(scenario: Scenario): readonly (readonly [actor: string, node: NodeId])[];
  /** Adds its nodes and edges to the picture. */
  draw?(drawing: Drawing): void;

  /** The facts about it in the trace, read once per run. */
  read?(run: RunRecords): object;
  /** Whether this message is hidden from the picture. */
  hides?(message: MessageRecord): boolean;
  /** The facts about messages that follow from all of them together. */
  revises?(messages: readonly MessageRecord[], scenario: Scenario): readonly MessageRecord[];
  /** The facts of this run that change the picture. */
  uses?(index: RunRecords): Partial<Used>;
  /** The hops from it and to it, except those of jobs. */
  hops?(index: RunRecords): readonly Hop[];
  /** Jobs that repeat finished work. */
  repeats?(index: RunRecords): Iterable<string>;
  /** The word next to a job's token, by job. */
  words?(index: RunRecords): ReadonlyMap<string, string>;

  /** Its state at a moment. */
  stage?(index: RunIndex, atMs: number): object;

  /** Flags that no event reports. */
  flags?(index: RunIndex): readonly FlagMark[];
  /** When it was unavailable. */
  absences?(index: RunIndex): readonly Span[];
  /** Events without a tick on the time scale, because other events say the same. */
  quiet?(index: RunIndex): (event: TraceEvent) => boolean;
};
