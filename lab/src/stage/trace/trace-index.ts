import type { PARTS } from "../parts.ts";
import type { Merged } from "./merge.ts";
import type { RunIndex } from "./run-index.ts";

type ReadBy<P> = P extends { read(...given: never[]): infer Facts } ? Facts : never;

/** The facts of all parts. */
export type Facts = Merged<ReadBy<(typeof PARTS)[number]>>;
/** Everything that the views look up, built once a run by `indexTrace`. Only pure files (`.ts`) look into it. */
export type TraceIndex = RunIndex & Facts;
