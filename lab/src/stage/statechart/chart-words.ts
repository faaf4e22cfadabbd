import {
  formatDuration,
  type StateGraphNode,
  type StateGraphTransition,
  type StateGraphTrigger,
} from "../../../../engine/views.ts";

/** The words of a statechart: the names of the machine's author, as plain English. */

/** 'needsAPerson' → 'needs a person' */
export function plainName(key: string): string {
  return key
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .replaceAll(/[-_]/g, " ")
    .toLowerCase();
}

/** 'fulfilling.parcel.shipping' → 'fulfilling › parcel › shipping' */
export function placeOf(path: string): string {
  return path.split(".").map(plainName).join(" › ");
}

/** The trigger of a transition: 'ship is done', 'ship fails', 'CANCEL arrives', 'after 5 s'. */
export function triggerWords(by: StateGraphTrigger): string {
  switch (by.kind) {
    case "event":
      return `${by.event} arrives`;
    case "done":
      return `${plainName(by.step)} is done`;
    case "failed":
      return `${plainName(by.step)} fails`;
    case "finished":
      return "all parts are finished";
    case "after":
      return `after ${/^\d+$/.test(by.delay) ? formatDuration(Number(by.delay)) : plainName(by.delay)}`;
    case "always":
      return "at once";
  }
}

/** 'changed nothing', 'next is recall' */
function guardWords({ name, params }: NonNullable<StateGraphTransition["guard"]>): string {
  return params === null ? plainName(name) : `${plainName(name)} ${plainName(params)}`;
}

/** Trigger and guard: 'when ship fails, if changed nothing'. */
export function whenWords({ by, guard, otherwise }: StateGraphTransition): string {
  const condition = guard ? `if ${guardWords(guard)}` : otherwise ? "otherwise" : null;
  if (by.kind === "always") return condition ?? "at once";
  const when = by.kind === "after" ? triggerWords(by) : `when ${triggerWords(by)}`;
  return condition === null ? when : `${when}, ${condition}`;
}

/** For an arrow: several transitions between the same two states, in few words. */
export function arrowWords(ways: readonly StateGraphTransition[]): string {
  const words = ways.map(({ by, guard, otherwise }) => {
    if (by.kind !== "always") return triggerWords(by);
    return guard ? guardWords(guard) : otherwise ? "otherwise" : "at once";
  });
  return [...new Set(words)].join(", or ");
}

/** All states of a graph, parents first. */
export function allStates(node: StateGraphNode): StateGraphNode[] {
  return [node, ...node.states.flatMap(allStates)];
}
