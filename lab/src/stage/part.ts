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
 * One kind of actor or thing on the stage: what the first screen needs of it. The halls (`index-trace`, `topology`, `stage`,
 * `hops`, `marks`, `columns`) go through the list of parts. `read` and `stage` return objects; merged, those of all parts
 * are the `TraceIndex` and the `StageView`. A part's words in a life (`life.ts`) and its looks (`drawn.tsx`) come later.
 *
 * `index` holds the facts of all parts. A part names those that it looks up: `stage(index: RunIndex & LogFacts, …)`.
 */
export type Part = {
  /** The roles of its nodes, and how large each is in columns. */
  readonly sizes?: { readonly [role: NodeRole]: (node: TopologyNode, shape: Shape) => Size };
  /** Its actors, each with its node. */
  actors?(scenario: Scenario): readonly (readonly [actor: string, node: NodeId])[];
  /** Adds its nodes and edges to the picture. */
  draw?(drawing: Drawing): void;

  /** What the trace says of it, read once a run. */
  read?(run: RunRecords): object;
  /** Is this message no part of the picture? */
  hides?(message: MessageRecord): boolean;
  /** What follows for the messages from all of them together. */
  revises?(messages: readonly MessageRecord[], scenario: Scenario): readonly MessageRecord[];
  /** What this run makes of the picture. */
  uses?(index: RunRecords): Partial<Used>;
  /** What travels from it and to it, apart from jobs. */
  hops?(index: RunRecords): readonly Hop[];
  /** Jobs that repeat what was done. */
  repeats?(index: RunRecords): Iterable<string>;
  /** What stands beside a job's token, by job. */
  words?(index: RunRecords): ReadonlyMap<string, string>;

  /** How it stands at a moment. */
  stage?(index: RunIndex, atMs: number): object;

  /** Flags of what no event tells. */
  flags?(index: RunIndex): readonly FlagMark[];
  /** When it was away. */
  aways?(index: RunIndex): readonly Span[];
  /** Events that have no tick on the time scale, because others tell the same. */
  quiet?(index: RunIndex): (event: TraceEvent) => boolean;
};
