import type { StateGraph, StateGraphNode } from "../../../../engine/views.ts";
import { allStates, arrowWords, plainName } from "./chart-words.ts";

/** A statechart in Mermaid's language (`stateDiagram-v2`). A class marks the states in which a flow is. */
export function chartDiagram({ root }: StateGraph, here: readonly string[]): string {
  const lines = ["stateDiagram-v2", ...inside(root, 1), ...allStates(root).flatMap(ways)];
  if (here.length > 0) {
    lines.push("  classDef here fill:#f4effd,stroke:#7c3aed,stroke-width:3px,color:#0f172a");
    lines.push(`  class ${here.map(idOf).join(",")} here`);
  }
  return `${lines.join("\n")}\n`;
}

function inside(node: StateGraphNode, depth: number): string[] {
  const indent = "  ".repeat(depth);
  if (node.kind === "parallel") {
    return node.states.flatMap((region, i) => [...(i > 0 ? [`${indent}--`] : []), ...inside(region, depth)]);
  }
  return [
    ...(node.initial === null ? [] : [`${indent}[*] --> ${idOf(node.initial)}`]),
    ...node.states.flatMap((state) => declared(state, depth)),
  ];
}

function declared(node: StateGraphNode, depth: number): string[] {
  const indent = "  ".repeat(depth);
  const name = `${indent}state "${plainName(node.key)}" as ${idOf(node.path)}`;
  if (node.states.length === 0) {
    return node.kind === "final" ? [name, `${indent}${idOf(node.path)} --> [*]`] : [name];
  }
  return [name, `${indent}state ${idOf(node.path)} {`, ...inside(node, depth + 1), `${indent}}`];
}

/** Regions have no box of their own in Mermaid, and no arrows. */
function ways({ path, transitions }: StateGraphNode): string[] {
  const targets = [...new Set(transitions.flatMap((way) => way.targets))];
  return targets.map((target) => {
    const words = arrowWords(transitions.filter((way) => way.targets.includes(target)));
    return `  ${idOf(path)} --> ${idOf(target)}: ${words}`;
  });
}

const idOf = (path: string): string => path.replaceAll(/[^A-Za-z0-9]/g, "_");
