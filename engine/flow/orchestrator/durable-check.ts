import { type AnyStateMachine, type AnyStateNode, initialTransition } from "xstate";
import { errorText } from "../../kernel/errors.ts";
import type { JsonValue } from "../../kernel/json.ts";
import { checkRetryPolicy } from "../../queue/config/retry.ts";
import { wrongDelay } from "./core/delays.ts";
import { notJson } from "./core/json-check.ts";
import type { CommandPolicy, FlowDefinition } from "./definition.ts";

/**
 * Why a machine cannot be made durable, in words; empty if it can. What a machine keeps must survive as JSON. Its outside
 * effects must be invokes, because only an invoke becomes a command that is stored before it is sent.
 */
export function obstacles(definition: FlowDefinition): string[] {
  const { machine } = definition;
  const inMachine = nodesOf(machine.root).flatMap((node) => [
    ...invokeObstacles(definition, node),
    ...actionsOf(node).flatMap((action) => actionObstacle(machine, node, action)),
    ...delayObstacles(machine, node),
  ]);
  const found = [...inMachine, ...Object.entries(definition.commands).flatMap(policyObstacles)];
  return [...new Set(found.length > 0 ? found : startObstacles(definition))];
}

function nodesOf(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states as { readonly [key: string]: AnyStateNode }).flatMap(nodesOf)];
}

function invokeObstacles({ machine, commands }: FlowDefinition, node: AnyStateNode): string[] {
  return node.invoke.flatMap((invoke): string[] => {
    const src: unknown = invoke.src;
    const where = `state ${node.id} invokes`;
    if (typeof src !== "string" || src.startsWith("xstate.invoke.")) {
      return [`${where} logic written in place: name it in setup({actors}), so that a command can be named after it`];
    }
    if ("onSnapshot" in invoke && invoke.onSnapshot !== undefined) {
      return [`${where} ${src} with onSnapshot: a command answers once and has no snapshots`];
    }
    const kind = logicKind((machine.implementations.actors as { readonly [name: string]: unknown })[src]);
    if (kind === null) return [`${where} ${src}, which is not in setup({actors}): put service() there`];
    if (kind !== "promise") return [`${where} ${src}, ${kind}: only a promise, or service(), can become a command`];
    if (!(src in commands)) return [`${where} ${src}, for which no command is defined`];
    return [];
  });
}

const PROBE = "probe of the orchestrator";

/** XState's logics have no type field: a promise is recognized by using its resolution as its output. */
function logicKind(logic: unknown): string | null {
  if (typeof logic !== "object" || logic === null) return null;
  if ("root" in logic) return "a machine of its own";
  try {
    const { transition } = logic as { transition: (snapshot: unknown, event: unknown, scope: unknown) => unknown };
    const active = { status: "active", input: undefined, output: undefined, error: undefined };
    const after = transition(active, { type: "xstate.promise.resolve", data: PROBE }, { self: {} });
    const { status, output } = after as { readonly status?: unknown; readonly output?: unknown };
    if (status === "done" && output === PROBE) return "promise";
  } catch {
    // A callback looks up what only a started one has.
  }
  return "a callback, an observable or a transition function";
}

type ActionLike =
  | string
  | { readonly type?: unknown; readonly resolve?: unknown; readonly id?: unknown; readonly delay?: unknown };

function actionsOf(node: AnyStateNode): ActionLike[] {
  const transitions = [...node.transitions.values()].flat();
  const always = node.always ?? [];
  const initial = node.type === "compound" ? node.initial.actions : [];
  const all = [
    ...node.entry,
    ...node.exit,
    ...[...transitions, ...always].flatMap(({ actions }) => actions),
    ...initial,
  ];
  return all as ActionLike[];
}

/** These only compute: the next context, the next event, the deadlines. */
export const ALLOWED_ACTIONS: readonly string[] = [
  "xstate.assign",
  "xstate.raise",
  "xstate.cancel",
  "xstate.enqueueActions",
];
const INSTEAD: { readonly [type: string]: string } = {
  "xstate.spawnChild": "spawns a child, which would live in one process only: invoke it",
  "xstate.stopChild": "stops a child: leave the state that invokes it",
  "xstate.sendTo": "sends to an actor, and none is ever started: raise an event, or invoke a service",
  "xstate.emit": "emits to listeners of one process: invoke a service, or read the flow's history",
  "xstate.log": "logs: the trace tells every transition",
};

/** Why an action cannot be part of a durable machine; null if it can. */
export function actionRefusal(type: string): string | null {
  if (ALLOWED_ACTIONS.includes(type)) return null;
  return (
    INSTEAD[type] ??
    "acts on the outside services from inside a transition, which is repeated after a crash: make it an invoke"
  );
}

function actionObstacle(machine: AnyStateMachine, node: AnyStateNode, action: ActionLike): string[] {
  const named = typeof action === "string" ? action : typeof action === "object" ? String(action.type) : null;
  const implemented = machine.implementations.actions as { readonly [name: string]: ActionLike | undefined };
  const resolved = named === null ? action : implemented[named];
  const name = named ?? "written in place";
  if (resolved === undefined || typeof resolved === "string") {
    return [`state ${node.id} has the action ${name}, which is not in setup({actions})`];
  }
  const type = "resolve" in resolved ? String(resolved.type) : "custom";
  // XState turns `after` into such an action on entry: `delayObstacles` covers those.
  const isAfter = String(resolved.id).startsWith("xstate.after.");
  const refusal = actionRefusal(type) ?? (isAfter ? null : delayRefusal(resolved.delay));
  return refusal === null ? [] : [`state ${node.id} has the action ${named ?? type}, which ${refusal}`];
}

function delayRefusal(delay: unknown): string | null {
  const wrong = typeof delay === "number" ? wrongDelay(delay) : null;
  return wrong === null ? null : `waits ${wrong}`;
}

function delayObstacles({ implementations }: AnyStateMachine, node: AnyStateNode): string[] {
  const delays = implementations.delays as { readonly [name: string]: unknown };
  return node.after.flatMap(({ delay }) => {
    if (typeof delay === "string" && !(delay in delays)) {
      return [
        `state ${node.id} waits for the delay ${delay}, which is not in setup({delays}): it would not wait at all`,
      ];
    }
    const refusal = delayRefusal(typeof delay === "string" ? delays[delay] : delay);
    return refusal === null ? [] : [`state ${node.id} ${refusal}`];
  });
}

/** A command policy must be valid before the first flow depends on it. */
function policyObstacles([step, { timeoutMs, tries, backoff }]: readonly [string, CommandPolicy]): string[] {
  const found: string[] = [];
  const timeout = wrongDelay(timeoutMs);
  if (timeout !== null) found.push(`the command ${step} waits for its reply ${timeout}`);
  else if (timeoutMs <= 0) found.push(`the command ${step} has the timeoutMs ${timeoutMs}, expected more than 0`);
  if (tries !== null && !(Number.isInteger(tries) && tries >= 1)) {
    found.push(`the command ${step} has the tries ${tries}, expected a whole number from 1, or null for any number`);
  }
  if (backoff === undefined) return found;
  try {
    checkRetryPolicy(backoff, `the backoff of the command ${step}`);
    return found;
  } catch (thrown) {
    return [...found, errorText(thrown)];
  }
}

/** Whether the machine's first state, from the example input, survives as JSON. */
function startObstacles({ machine, exampleInput }: FlowDefinition): string[] {
  try {
    const [snapshot, actions] = initialTransition(machine, exampleInput as never);
    // XState returns an error in the first state as a snapshot with the status `error`.
    if (snapshot.status === "error") throw snapshot.error;
    const strange = notJson(snapshot.context as JsonValue, "context");
    const spawned = Object.keys(snapshot.children).filter((id) => !invokesOf(machine).includes(id));
    return [
      ...(strange === null ? [] : [`${strange}, and would be something else after a restart`]),
      ...spawned.map((id) => `its first state spawns ${id}, which would live in one process only: invoke it`),
      ...actions.flatMap(({ type }) => {
        const refusal = type === "xstate.spawnChild" ? null : actionRefusal(type);
        return refusal === null ? [] : [`its first state has the action ${type}, which ${refusal}`];
      }),
    ];
  } catch (thrown) {
    return [`it does not start with the example input: ${errorText(thrown)}`];
  }
}

/** The ids of everything that the machine invokes. */
export function invokesOf(machine: AnyStateMachine): string[] {
  return nodesOf(machine.root).flatMap((node) => node.invoke.map(({ id }) => id));
}
