import { type AnyStateMachine, type AnyStateNode, getStateNodes } from "xstate";
import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import type { Standing, StateValue } from "../definition.ts";
import type { Draft } from "./draft.ts";
import { delay } from "./interpret.ts";
import { notJson } from "./json-check.ts";
import { stateText } from "./state-text.ts";
import { abandon, command } from "./steps.ts";

/**
 * Moves a flow that was saved by an earlier version into the state of this version that `migrate` returns. Commands and
 * deadlines that the new state also has continue; others are cancelled; missing ones begin.
 * @throws Error if the result is not a state of this machine, or not JSON.
 */
export function migrateFlow(draft: Draft, migrate: (old: Standing) => Standing): void {
  const { record, definition, flow } = draft;
  const { machine } = definition;
  if (record.snapshot === null) {
    record.version = definition.version;
    return;
  }
  const old = { value: record.snapshot["value"] as StateValue, context: record.snapshot["context"] as JsonValue };
  const { value, context } = migrate(old);
  const strange = notJson(context, "the migrated context");
  if (strange !== null) throw new Error(strange);
  const resolved = machine.resolveState({ value, context });
  if (resolved.status !== "active") throw new Error("a flow cannot be migrated into a final state");
  const nodes = activeNodes(machine, resolved.value as StateValue);
  const from = record.state;
  const { version } = record;
  record.version = definition.version;
  record.state = stateText(resolved.value as StateValue);
  draft.note({
    type: "machine-state-changed",
    flow,
    from,
    to: record.state,
    by: `migration from ${version} to ${definition.version}`,
  });
  const children = takeOverInvokes(draft, nodes, context);
  takeOverDelays(draft, nodes, context);
  const plain = { status: "active", value: resolved.value, context, children, historyValue: {} };
  record.snapshot = JSON.parse(JSON.stringify(plain)) as JsonObject;
}

function activeNodes(machine: AnyStateMachine, value: StateValue): AnyStateNode[] {
  return [...new Set<AnyStateNode>([machine.root, ...getStateNodes(machine.root, value as never)])];
}

function takeOverInvokes(draft: Draft, nodes: readonly AnyStateNode[], context: JsonValue): JsonObject {
  const wanted = nodes.flatMap((node) => node.invoke);
  for (const { invoke } of draft.record.pending) {
    if (!wanted.some(({ id }) => id === invoke)) abandon(draft, invoke);
  }
  const children: { [id: string]: JsonValue } = {};
  for (const { id, src, input } of wanted) {
    const given: unknown = typeof input === "function" ? input(inertArguments(context)) : input;
    const step = src as string;
    if (!draft.record.pending.some((pending) => pending.invoke === id)) {
      command(draft, { invoke: id, step, input: (given ?? null) as JsonValue });
    }
    children[id] = {
      snapshot: { status: "active", input: (given ?? null) as JsonValue },
      src: step,
      syncSnapshot: false,
    };
  }
  return children;
}

function takeOverDelays(draft: Draft, nodes: readonly AnyStateNode[], context: JsonValue): void {
  const wanted = new Map(nodes.flatMap((node) => node.after).map((one) => [one.eventType, one.delay]));
  // Only a state's own delay ends with its state. A delayed `raise` belongs to no state: it is delivered, or cancelled.
  draft.clearDeadlines(
    ({ purpose }) => purpose.kind === "after" && isOfState(purpose.sendId) && !wanted.has(purpose.sendId),
  );
  const set = draft.record.deadlines.flatMap(({ purpose }) => (purpose.kind === "after" ? [purpose.sendId] : []));
  for (const [sendId, after] of wanted) {
    if (set.includes(sendId)) continue;
    delay(draft, { sendId, delayMs: delayOf(draft, after, context), event: { type: sendId } });
  }
}

/** XState names a state's delay after the state: `xstate.after.5000.order.waiting`. */
function isOfState(sendId: string): boolean {
  return sendId.startsWith("xstate.after.");
}

function delayOf(draft: Draft, after: unknown, context: JsonValue): number {
  if (typeof after === "number") return after;
  const delays = draft.definition.machine.implementations.delays as { readonly [name: string]: unknown };
  const given = delays[String(after)];
  return Number(typeof given === "function" ? (given as (args: unknown) => unknown)(inertArguments(context)) : given);
}

/** Arguments for the machine's expressions: a durable flow has no actor. */
function inertArguments(context: JsonValue): never {
  return { context, event: { type: "xstate.init" } } as never;
}
