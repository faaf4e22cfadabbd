import { type AnyMachineSnapshot, type AnyStateMachine, createActor, initialTransition, transition } from "xstate";
import { errorText } from "../../../kernel/errors.ts";
import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import type { StateValue } from "../definition.ts";
import type { FlowRecord } from "../record.ts";
import { invokesOf } from "../durable-check.ts";
import type { Draft } from "./draft.ts";
import { type Action, interpret } from "./interpret.ts";
import { notJson } from "./json-check.ts";
import { stateText } from "./state-text.ts";

/** States with these tags are reported in the trace. */
export const Tag = { Compensating: "compensating", Stuck: "stuck" } as const;

type MachineEvent = JsonObject & { readonly type: string };

/** Enters the machine's first state. @throws Error if that state cannot be stored. */
export function begin(draft: Draft, input: JsonValue): void {
  const [next, actions] = initialTransition(draft.definition.machine, input as never);
  settle(draft, null, next, actions, "start");
}

/** Whether the machine would do anything on this event in its present state. */
export function accepts(draft: Draft, event: MachineEvent): boolean {
  return restored(draft).can(event);
}

/**
 * Sends an event to the machine. `by` names it in the trace.
 * @throws Error if the machine fails, or reaches a state that cannot be stored.
 */
export function send(draft: Draft, event: MachineEvent, by: string): void {
  const before = restored(draft);
  const [next, actions] = transition(draft.definition.machine, before, event) as [AnyMachineSnapshot, Action[]];
  settle(draft, before, next, actions, by);
}

/** A flow's status when nothing is parked: stuck if its state waits for a person, otherwise running. */
export function standingStatus(draft: Draft): Pick<FlowRecord, "status" | "stuckBecause"> {
  const { record } = draft;
  if (record.status === "done") return { status: "done", stuckBecause: null };
  if (record.snapshot === null) return { status: "stuck", stuckBecause: "its start was discarded: start it again" };
  if (!restored(draft).hasTag(Tag.Stuck)) return { status: "running", stuckBecause: null };
  return { status: "stuck", stuckBecause: whyStuck(draft, record.snapshot["context"] as JsonValue) };
}

function whyStuck({ definition, record }: Draft, context: JsonValue): string {
  return definition.stuckBecause?.(context) ?? `the machine waits for a person in ${record.state}`;
}

/** The machine's saved snapshot. The actor that XState restores it with is never started. */
function restored({ definition: { machine }, record }: Draft): AnyMachineSnapshot {
  const snapshot = createActor(machine, { snapshot: record.snapshot as never }).getSnapshot() as AnyMachineSnapshot;
  // XState reports an error in restoring as a snapshot without a machine.
  if (!("machine" in snapshot)) {
    throw new Error(
      `the saved state does not fit version ${machine.version ?? record.version}: ${errorText((snapshot as { error?: unknown }).error)}`,
    );
  }
  return snapshot;
}

function settle(
  draft: Draft,
  before: AnyMachineSnapshot | null,
  next: AnyMachineSnapshot,
  actions: readonly Action[],
  by: string,
): void {
  const { machine } = draft.definition;
  if (next.status === "error") throw new Error(`the machine failed at ${by}: ${describe(next.error)}`);
  const strange = notJson(next.context, "context") ?? notJson(next.output ?? null, "output");
  if (strange !== null) throw new Error(strange);
  const { record, flow } = draft;
  const from = record.state;
  record.state = stateText(next.value as StateValue);
  if (record.state !== from || before === null) {
    draft.note({ type: "machine-state-changed", flow, from, to: record.state, by });
  }
  tellTags(draft, before, next);
  interpret(draft, actions, invokesOf(machine));
  record.snapshot = persisted(machine, next);
  if (next.status === "done") end(draft, (next.output ?? null) as JsonValue);
}

/** As plain JSON: without undefined fields. */
function persisted(machine: AnyStateMachine, snapshot: AnyMachineSnapshot): JsonObject {
  return JSON.parse(JSON.stringify(machine.getPersistedSnapshot(snapshot))) as JsonObject;
}

function tellTags(draft: Draft, before: AnyMachineSnapshot | null, next: AnyMachineSnapshot): void {
  const { flow, record, definition } = draft;
  const entered = (tag: string) => next.hasTag(tag) && !before?.hasTag(tag);
  const context = next.context as JsonValue;
  if (entered(Tag.Compensating)) {
    const told = definition.compensationOf?.(context) ?? { because: "the machine says so", undo: [] };
    draft.note({ type: "flow-compensating", flow, ...told });
  }
  if (entered(Tag.Stuck)) {
    record.stuckBecause = whyStuck(draft, context);
    draft.note({ type: "flow-stuck", flow, reason: record.stuckBecause });
  }
  if (!next.hasTag(Tag.Stuck)) record.stuckBecause = null;
  record.status = next.hasTag(Tag.Stuck) ? "stuck" : "running";
}

/** The flow has ended: it waits for nothing, and its requesters get their answer. */
function end(draft: Draft, output: JsonValue): void {
  const { record, flow, definition } = draft;
  draft.close(
    record.pending.map(({ visit }) => visit),
    "abandoned",
  );
  record.pending = [];
  draft.clearDeadlines(() => true);
  record.status = "done";
  record.output = output;
  record.outcome = definition.outcomeOf?.(output) ?? "completed";
  draft.note({ type: "flow-ended", flow, outcome: record.outcome });
  for (const requester of record.answerTo)
    draft.send({ kind: "answer", token: draft.token(), requester, payload: output });
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : JSON.stringify(error);
}
