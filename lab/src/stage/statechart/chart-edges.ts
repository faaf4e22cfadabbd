import type { StateGraph, StateGraphNode, StateGraphTransition } from "../../../../engine/views.ts";
import { allStates, arrowWords } from "./chart-words.ts";
import type { ChartStep } from "./types.ts";

/**
 * The arrows of a statechart. Each runs between two states of the same parent: a transition out of a nested state
 * leaves from the sibling that contains it, as the eye follows it.
 */
export type ChartEdge = {
  readonly parent: string;
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** The transition of the success path, not of a failure, a timeout or an event. */
  readonly usual: boolean;
};
type Ends = Pick<ChartEdge, "parent" | "from" | "to">;

export function chartEdges({ root }: StateGraph): ChartEdge[] {
  const found = new Map<string, { edge: Ends; ways: StateGraphTransition[] }>();
  for (const node of allStates(root)) {
    for (const way of node.transitions) {
      for (const target of way.targets) {
        const edge = siblings(node.path, target);
        if (edge === null) continue;
        const known = found.get(`${edge.from}>${edge.to}`) ?? { edge, ways: [] };
        known.ways.push(way);
        found.set(`${edge.from}>${edge.to}`, known);
      }
    }
  }
  return [...found.values()].map(({ edge, ways }) => ({
    ...edge,
    label: arrowWords(ways),
    usual: ways.some(goesWell),
  }));
}

/** The arrows that a step followed, also through states that are left at once. */
export function takenEdges({ root }: StateGraph, edges: readonly ChartEdge[], step: ChartStep | null): ChartEdge[] {
  if (step === null) return [];
  const passing = new Set(
    allStates(root)
      .filter(isPassing)
      .map(({ path }) => path),
  );
  const taken = step.from.flatMap((from) =>
    step.to.flatMap((to) => {
      const ends = siblings(from, to);
      return ends === null ? [] : way(edges, ends.from, ends.to, passing);
    }),
  );
  return [...new Set(taken)];
}

/** Directly, or through one transient state in between. */
function way(edges: readonly ChartEdge[], from: string, to: string, passing: ReadonlySet<string>): ChartEdge[] {
  const direct = edges.find((edge) => edge.from === from && edge.to === to);
  if (direct) return [direct];
  for (const first of edges.filter((edge) => edge.from === from && passing.has(edge.to))) {
    const second = edges.find((edge) => edge.from === first.to && edge.to === to);
    if (second) return [first, second];
  }
  return [];
}

const goesWell = ({ by }: StateGraphTransition): boolean =>
  by.kind === "done" || by.kind === "finished" || by.kind === "always";
const isPassing = ({ transitions }: StateGraphNode): boolean => transitions.some(({ by }) => by.kind === "always");

/** For two paths, the two siblings that contain them; null if one contains the other. */
function siblings(from: string, to: string): Ends | null {
  const [left, right] = [from.split("."), to.split(".")];
  let depth = 0;
  while (depth < left.length && depth < right.length && left[depth] === right[depth]) depth++;
  if (depth >= left.length || depth >= right.length) return null;
  const upTo = (parts: readonly string[]) => parts.slice(0, depth + 1).join(".");
  return { parent: left.slice(0, depth).join("."), from: upTo(left), to: upTo(right) };
}
