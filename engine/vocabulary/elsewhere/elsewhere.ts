import type { SourceId } from "../sources.ts";
import type { SystemId } from "../systems.ts";

/** What a term is called elsewhere. A system that is not named has nothing of the kind. */
export type Elsewhere = {
  readonly term: string;
  /** What the engine calls it, as Markdown, where it has a row in `engine/README.md`. */
  readonly engine?: string;
  readonly names: { readonly [S in SystemId]?: string };
  /** Where the names were checked. A name without a source was seen in use (`engine/benchmarks.md`) or is our own judgement. */
  readonly sources: readonly SourceId[];
};
