import type { ChartEdge } from "./chart-edges.ts";
import type { ChartNode } from "./types.ts";

/**
 * Which of a state's children stand below one another. Where all are simple they stand as their author wrote them. Else
 * the first lane is the usual way (from each state where it leads when all goes well, or else the first that it leads to), and each state that holds others and is
 * not on it begins a lane beside it.
 */
export function lanesOf(state: ChartNode, edges: readonly ChartEdge[], one: boolean): string[][] {
  const paths = state.states.map(({ path }) => path);
  if (state.states.every(({ states }) => states.length === 0)) return [paths];
  const left = new Set(paths);
  const lanes: string[][] = [];
  const follow = (start: string) => {
    const lane: string[] = [];
    for (let at: string | undefined = start; at !== undefined && left.delete(at);) {
      const from: string = at;
      lane.push(from);
      const ways = edges.filter((edge) => edge.from === from && left.has(edge.to));
      at = (ways.find(({ usual }) => usual) ?? ways[0])?.to;
    }
    lanes.push(lane);
  };
  const heads = state.states.filter(({ states }) => states.length > 0).map(({ path }) => path);
  for (const head of [...paths.slice(0, 1), ...heads]) if (left.has(head)) follow(head);
  lanes.at(-1)?.push(...left);
  return one ? [lanes.flat()] : lanes;
}
