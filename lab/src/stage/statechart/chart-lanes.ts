import type { ChartEdge } from "./chart-edges.ts";
import type { ChartNode } from "./types.ts";

/**
 * Which children of a state are below each other. If all are simple, they are in the order of the machine. Else the
 * first lane is the success path (from each state to the target of its success transition, or else of its first one),
 * and each compound state off that path begins a lane beside it.
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
