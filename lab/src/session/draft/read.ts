import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node, type Pair } from "yaml";
import { checkScenario, resolveScenario } from "../../../../engine/browser.ts";
import type { Scenario } from "../../../../engine/scenario/schema.ts";
import { failureOf } from "../errors.ts";
import { LARGEST_SCENARIO } from "../opened-file.ts";
import type { DraftReading } from "./types.ts";

type Place = { readonly from: number; readonly to: number };

/** Reads a scenario's text as the command line does, in all of its variants; each problem has its place in the text. */
export function readDraft(text: string): DraftReading {
  const lines = new LineCounter();
  const bad = (found: readonly (Place & { readonly message: string })[]): DraftReading => ({
    scenario: null,
    problems: found.map((problem) => ({ ...problem, line: lines.linePos(problem.from).line })),
  });
  if (text.length > LARGEST_SCENARIO)
    return bad([{ from: 0, to: 0, message: `found ${text.length} characters, expected at most ${LARGEST_SCENARIO}` }]);
  if (text.trim() === "") return bad([{ from: 0, to: 0, message: "found nothing, expected a scenario" }]);
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0)
    return bad(
      document.errors.map(({ pos: [from, to], message }) => ({ from, to, message: `is not YAML: ${message}` })),
    );
  const { scenario, problems } = checked(document);
  if (scenario) return { scenario, problems: [] };
  return bad(problems.map((problem) => ({ ...placeOf(document, problem), message: problem })));
}

function checked(document: Document): { readonly scenario: Scenario | null; readonly problems: readonly string[] } {
  let data: unknown;
  try {
    data = document.toJS();
  } catch (thrown) {
    return { scenario: null, problems: [failureOf(thrown).message] };
  }
  const { scenario, problems } = checkScenario(data);
  if (scenario === undefined) return { scenario: null, problems };
  const broken = scenario.variants.flatMap(({ id }, i) => variantProblem(scenario, id, `variants.${i}.set`));
  return broken.length > 0 ? { scenario: null, problems: broken } : { scenario, problems: [] };
}

function variantProblem(scenario: Scenario, variant: string, path: string): string[] {
  try {
    resolveScenario({ scenario, variant, knobs: {} });
    return [];
  } catch (thrown) {
    return [`${path}: ${failureOf(thrown).message}`];
  }
}

/** Where a problem's path leads, as far as it leads somewhere: to a value, or to the name of a list or an object. */
function placeOf(document: Document, problem: string): Place {
  const path = /^([^\s:]+): /.exec(problem)?.[1]?.split(".") ?? [];
  let node = document.contents as Node | null;
  let place = startOf(node);
  for (let i = 0; i < path.length && node;) {
    const reached: Reached | null = step(isAlias(node) ? (node.resolve(document) ?? null) : node, path.slice(i));
    if (!reached) return place;
    ({ node, place } = reached);
    i += reached.taken;
  }
  return place;
}

type Reached = { readonly node: Node | null; readonly place: Place; readonly taken: number };

function step(node: Node | null, path: readonly string[]): Reached | null {
  if (isSeq(node)) {
    const item = node.items[Number(path[0])] as Node | undefined;
    return item ? { node: item, place: startOf(item), taken: 1 } : null;
  }
  if (!isMap(node)) return null;
  // A key may itself hold dots: a path that a variant sets.
  for (let taken = path.length; taken > 0; taken--) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === path.slice(0, taken).join("."));
    if (pair) return { node: pair.value as Node | null, place: placeOfPair(pair), taken };
  }
  return null;
}

function placeOfPair({ key, value }: Pair): Place {
  return isScalar(value) && rangeOf(value).to > rangeOf(value).from ? rangeOf(value) : rangeOf(key as Node);
}

/** Of an object its first key, so that not the whole of it is marked. */
function startOf(node: Node | null): Place {
  const first = isMap(node) ? (node.items[0]?.key as Node | undefined) : undefined;
  return rangeOf(first ?? node);
}

function rangeOf(node: Node | null | undefined): Place {
  const [from = 0, to = 0] = node?.range ?? [];
  return { from, to };
}
