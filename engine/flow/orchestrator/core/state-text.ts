import type { StateValue } from "../definition.ts";

/** A state value in words: nested states with dots, parallel ones joined by ` & `. */
export function stateText(value: StateValue): string {
  return paths(value).join(" & ");
}

function paths(value: StateValue): string[] {
  if (typeof value === "string") return [value];
  return Object.entries(value).flatMap(([region, inner]) => {
    const below = paths(inner);
    return below.length === 0 ? [region] : below.map((path) => `${region}.${path}`);
  });
}
