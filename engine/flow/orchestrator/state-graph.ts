import type { AnyStateMachine, AnyStateNode } from "xstate";

/**
 * A machine's structure as plain data, for pictures and descriptions; without a flow's present state. States are named by their
 * dotted path from the root (`fulfilling.parcel.shipping`), as in `machine-state-changed`; the root's path is empty.
 */
export type StateGraph = { readonly id: string; readonly root: StateGraphNode };

export type StateGraphNode = {
  readonly path: string;
  /** The last part of the path; for the root, the machine's id. */
  readonly key: string;
  readonly kind: "atomic" | "compound" | "parallel" | "final" | "history";
  readonly description: string | null;
  readonly tags: readonly string[];
  /** The path of the state that is entered first; null if there is no choice. */
  readonly initial: string | null;
  /** The invoked services, by their names in `setup({actors})`. */
  readonly invokes: readonly string[];
  readonly transitions: readonly StateGraphTransition[];
  readonly states: readonly StateGraphNode[];
};

export type StateGraphTransition = {
  readonly by: StateGraphTrigger;
  /** Paths; empty: the machine stays where it is. */
  readonly targets: readonly string[];
  /** The condition: the guard's name and its parameter; null: none. */
  readonly guard: { readonly name: string; readonly params: string | null } | null;
  /** True if it applies only when those before it with the same trigger do not. */
  readonly otherwise: boolean;
  readonly description: string | null;
};

export type StateGraphTrigger =
  | { readonly kind: "event"; readonly event: string }
  /** The invoked service has answered, or failed. */
  | { readonly kind: "done" | "failed"; readonly step: string }
  /** Everything inside the state has ended. */
  | { readonly kind: "finished" }
  /** Milliseconds, or the name of a delay. */
  | { readonly kind: "after"; readonly delay: string }
  /** At once. */
  | { readonly kind: "always" };

/** Walks a machine's states in the order in which its author wrote them. */
export function stateGraph(machine: AnyStateMachine): StateGraph {
  return { id: machine.id, root: nodeOf(machine.root) };
}

function nodeOf(node: AnyStateNode): StateGraphNode {
  const states = Object.values(node.states as { readonly [key: string]: AnyStateNode });
  return {
    path: pathOf(node),
    key: node.key,
    kind: node.type,
    description: node.description ?? null,
    tags: [...node.tags],
    initial: node.type === "compound" ? firstPath(node.initial.target) : null,
    invokes: node.invoke.map(({ src }) => nameOf(src)),
    transitions: transitionsOf(node),
    states: states.map(nodeOf),
  };
}

/** The needed part of a transition's definition; XState's own type depends on the machine's. */
type Definition = {
  readonly target?: readonly AnyStateNode[] | undefined;
  readonly guard?: unknown;
  readonly description?: string | undefined;
};

function transitionsOf(node: AnyStateNode): StateGraphTransition[] {
  const told = [...node.transitions].flatMap(([event, list]) => ranked(triggerOf(node, event), list as Definition[]));
  const always = ranked({ kind: "always" }, (node.always ?? []) as unknown as Definition[]);
  // Successes come before failures; signals come last.
  return [...always, ...told].sort((a, b) => ORDER[a.by.kind] - ORDER[b.by.kind]);
}

const ORDER: Readonly<Record<StateGraphTrigger["kind"], number>> = {
  always: 0,
  done: 1,
  finished: 2,
  failed: 3,
  after: 4,
  event: 5,
};

function ranked(by: StateGraphTrigger, list: readonly Definition[]): StateGraphTransition[] {
  return list.map(({ target, guard, description }, i) => ({
    by,
    targets: (target ?? []).map(pathOf),
    guard: guardOf(guard),
    otherwise: i > 0,
    description: description ?? null,
  }));
}

/** XState represents the end of an invoke, a delay and a state by events with special names. */
function triggerOf(node: AnyStateNode, event: string): StateGraphTrigger {
  const [, kind, rest = ""] = /^xstate\.(done\.actor|error\.actor|done\.state|after)\.(.*)$/.exec(event) ?? [];
  const step = () => nameOf(node.invoke.find(({ id }) => id === rest)?.src ?? rest);
  if (kind === "done.actor") return { kind: "done", step: step() };
  if (kind === "error.actor") return { kind: "failed", step: step() };
  if (kind === "done.state") return { kind: "finished" };
  if (kind === "after") return { kind: "after", delay: rest.slice(0, -`.${node.id}`.length) };
  return { kind: "event", event };
}

/** Logic that is written in place has no name. */
const nameOf = (src: unknown): string => (typeof src === "string" ? src : "something");

function guardOf(guard: unknown): StateGraphTransition["guard"] {
  if (guard === undefined || guard === null) return null;
  if (typeof guard === "string") return { name: guard, params: null };
  if (typeof guard === "function") return { name: guard.name === "" ? "a condition holds" : guard.name, params: null };
  const { type, params } = guard as { readonly type?: unknown; readonly params?: unknown };
  return {
    name: typeof type === "string" ? type : "a condition holds",
    params: params === undefined ? null : typeof params === "string" ? params : JSON.stringify(params),
  };
}

const pathOf = (node: AnyStateNode): string => node.path.join(".");
const firstPath = (target: readonly AnyStateNode[] | undefined): string | null => {
  const first = target?.[0];
  return first ? pathOf(first) : null;
};
