import { shrink } from "../../engine/explore/shrink.ts";
import { type Difference, differences } from "./compare.ts";
import { KNOWN, type KnownDifference, type Performed } from "./known-differences.ts";
import { partsOf, upTo, withParts } from "./parts.ts";
import { perform } from "./perform.ts";
import type { Program } from "./program.ts";
import type { Tolerance } from "./compare.ts";
import type { Venue } from "./stage.ts";

/** Two brokers that should do the same. */
export type Pair = { readonly first: Venue; readonly second: Venue; readonly tolerance: Tolerance };

/** How they differ on one program: what nobody has explained, and which known differences came up. */
export type Finding = { readonly unexplained: Difference | null; readonly known: readonly KnownDifference[] };

export async function compareOn(program: Program, { first, second, tolerance }: Pair): Promise<Finding> {
  const ours = await perform(program, first);
  const theirs = await perform(program, second);
  const found = differences(ours, theirs, tolerance);
  return judge(found, { program, ours, theirs });
}

/** The earliest difference decides: what follows from it cannot be told from what does not. */
function judge(found: readonly Difference[], performed: Performed): Finding {
  const known: KnownDifference[] = [];
  for (const difference of found) {
    const one = KNOWN.find(({ explains }) => explains(difference, performed));
    if (one === undefined) return { unexplained: difference, known };
    known.push(one);
    if (one.spreads) return { unexplained: null, known };
  }
  return { unexplained: null, known };
}

/** As short a program as still shows something unexplained of the same sort. */
export async function shrunk(program: Program, pair: Pair, difference: Difference): Promise<Program> {
  const sort = sortOf(difference);
  const tried = new Map<string, boolean>();
  const fails = async (smaller: Program): Promise<boolean> => {
    const key = JSON.stringify(smaller);
    const before = tried.get(key);
    if (before !== undefined) return before;
    const { unexplained } = await compareOn(smaller, pair);
    const does = unexplained !== null && sortOf(unexplained) === sort;
    tried.set(key, does);
    return does;
  };
  const early = upTo(program, difference.at);
  const start = (await fails(early)) ? early : program;
  const parts = await shrink(partsOf(start), (fewer) => fails(withParts(start, fewer)));
  return withParts(start, parts);
}

/** Where they part, without the names and the numbers of this program. */
function sortOf({ channel, path, first, second }: Difference): string {
  const [who] = channel.split(" ");
  const missing = first === undefined ? " added" : second === undefined ? " missing" : "";
  return `${who}${missing} ${path.replace(/\.\d+/g, "")}`;
}
