import { PARTS } from "./parts.ts";
import { merged, type Merged } from "./trace/merge.ts";
import type { TraceIndex } from "./trace/trace-index.ts";
import type { TokenView } from "./types.ts";

type StagedBy<P> = P extends { stage(...given: never[]): infer View } ? View : never;

/**
 * What the lab draws, as plain data: a pure function of (trace, time). Times are milliseconds since the run began; `job`
 * is a job's name ('job-3'), `actor` an actor's ('worker-1').
 */
export type StageView = Merged<StagedBy<(typeof PARTS)[number]>> & {
  readonly atMs: number;
  /** Everything in transit between two nodes now. */
  readonly tokens: readonly TokenView[];
};

/** Everything that the canvas shows at one moment of a run. Fast enough to call at every frame. */
export function stageAt(index: TraceIndex, atMs: number): StageView {
  const staged = PARTS.flatMap((part) => ("stage" in part ? part.stage(index, atMs) : []));
  return { ...merged(staged), atMs, tokens: tokensAt(index, atMs) };
}

/** Only the tokens, for an overlay that is drawn more often than the rest. */
export function tokensAt(index: TraceIndex, atMs: number): TokenView[] {
  return index.hops
    .at(atMs)
    .map(({ token, from, arrivesAt }) => ({ ...token, progress: Math.min(1, (atMs - from) / (arrivesAt - from)) }));
}
