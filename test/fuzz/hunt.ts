import { shrink } from "../../engine/explore/shrink.ts";
import { type Difference, differences, EXACT, type Tolerance } from "./compare.ts";
import { perturbed } from "./chance.ts";
import { AT_ONCE, KNOWN, type Known } from "./known-differences.ts";
import { hasOrder } from "./orders.ts";
import { partsOf, upTo, withParts } from "./parts.ts";
import { perform } from "./perform.ts";
import type { Program } from "./program.ts";
import { isOrdered, type Place } from "./stage.ts";

/** Two brokers that should do the same. */
export type Pair = { readonly first: Place; readonly second: Place; readonly tolerance: Tolerance };

/** How they differ on one program: what nobody has explained, and which known differences came up. */
export type Finding = { readonly unexplained: Difference | null; readonly known: readonly Known[] };

export async function compareOn(program: Program, pair: Pair): Promise<Finding> {
  return compareClosely(program, pair, COINCIDENCES_WITHIN);
}

/** The perturbed programs may have coincidences of their own. */
const COINCIDENCES_WITHIN = 2;

async function compareClosely(program: Program, pair: Pair, coincidences: number): Promise<Finding> {
  const ours = await perform(program, pair.first);
  const theirs = await perform(program, pair.second);
  const finding = judge(differences(ours, theirs, pair.tolerance));
  if (finding.unexplained === null || coincidences === 0) return finding;
  if (pair.tolerance === EXACT && isOrdered(pair.first)) {
    const isOrder = await hasOrder(program, pair.first, theirs, (found) => judge(found).unexplained);
    if (isOrder) return { unexplained: null, known: [...finding.known, AT_ONCE] };
  }
  const agree = (others: readonly Program[]) => oneAgrees(others, pair, coincidences - 1);
  for (const { earlier, later } of perturbed(program, finding.unexplained, ours)) {
    const isChance = (await agree(earlier)) && (await agree(later));
    if (isChance) return { unexplained: null, known: [...finding.known, AT_ONCE] };
  }
  return finding;
}

async function oneAgrees(programs: readonly Program[], pair: Pair, coincidences: number): Promise<boolean> {
  for (const program of programs) {
    if ((await compareClosely(program, pair, coincidences)).unexplained === null) return true;
  }
  return false;
}

/** The earliest difference decides: what follows from it cannot be told from what does not. */
function judge(found: readonly Difference[]): Finding {
  const known: Known[] = [];
  for (const difference of found) {
    const one = KNOWN.find(({ explains }) => explains(difference));
    if (one === undefined) return { unexplained: difference, known };
    known.push(one);
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
    const { unexplained } = await compareClosely(smaller, pair, 0);
    const does = unexplained !== null && sortOf(unexplained) === sort;
    tried.set(key, does);
    return does;
  };
  const early = upTo(program, difference.at);
  const start = (await fails(early)) ? early : program;
  const parts = await shrink(partsOf(start), (fewer) => fails(withParts(start, fewer)));
  const fewest = withParts(start, parts);
  // On the way it may have become a coincidence.
  return (await compareOn(fewest, pair)).unexplained === null ? program : fewest;
}

/** Where they diverge, without the names and the numbers of this program. */
function sortOf({ channel, path, first, second }: Difference): string {
  const [who] = channel.split(" ");
  const missing = first === undefined ? " added" : second === undefined ? " missing" : "";
  return `${who}${missing} ${path.replace(/\.\d+/g, "")}`;
}
