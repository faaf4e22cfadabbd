import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import { actionRefusal } from "../durable-check.ts";
import type { Draft } from "./draft.ts";
import { notJson } from "./json-check.ts";
import { abandon, command, type Wanted } from "./steps.ts";

/** An action that XState's `transition` wants executed; here it becomes data instead. */
export type Action = { readonly type: string; readonly params?: unknown };

type MachineEvent = JsonObject & { readonly type: string };
type Delayed = { readonly sendId: string; readonly delayMs: number; readonly event: MachineEvent };

/**
 * Turns the actions of one transition into commands and deadlines. Their order matters: a state that is left and entered again
 * cancels its old command and sends a new one. A command that is wanted and cancelled in the same transition is not sent.
 * @throws Error for an action that cannot be made durable.
 */
export function interpret(draft: Draft, actions: readonly Action[], known: readonly string[]): void {
  const wanted = new Map<string, Wanted>();
  const delayed = new Map<string, Delayed>();
  for (const { type, params } of actions) {
    switch (type) {
      case "xstate.spawnChild": {
        const one = readSpawn(params, known);
        wanted.set(one.invoke, one);
        break;
      }
      case "xstate.stopChild": {
        const id = (params as { readonly id?: string } | undefined)?.id;
        if (id !== undefined && !wanted.delete(id)) abandon(draft, id);
        break;
      }
      case "xstate.raise": {
        const one = readRaise(params, draft);
        if (one === null) break;
        clearDelayed(draft, one.sendId);
        delayed.set(one.sendId, one);
        break;
      }
      case "xstate.cancel": {
        const { sendId } = params as { readonly sendId: string };
        if (!delayed.delete(sendId)) clearDelayed(draft, sendId);
        break;
      }
      default:
        throw new Error(`the machine ran the action ${type}, which ${actionRefusal(type) ?? "is not known here"}`);
    }
  }
  for (const one of wanted.values()) command(draft, one);
  for (const one of delayed.values()) delay(draft, one);
}

/** Sets the deadline of a delayed event. */
export function delay(draft: Draft, { sendId, delayMs, event }: Delayed): void {
  draft.setDeadline(timerName(sendId, event), delayMs, { kind: "after", sendId, event });
}

function clearDelayed(draft: Draft, sendId: string): void {
  draft.clearDeadlines(({ purpose }) => purpose.kind === "after" && purpose.sendId === sendId);
}

function readSpawn(params: unknown, known: readonly string[]): Wanted {
  const { id, src, input } = params as { readonly id: unknown; readonly src: unknown; readonly input?: JsonValue };
  if (typeof id !== "string" || typeof src !== "string" || !known.includes(id)) {
    throw new Error(`the machine spawned ${String(id)}, which would live in one process only: invoke it`);
  }
  const strange = notJson(input ?? null, `the input of ${src}`);
  if (strange !== null) throw new Error(strange);
  return { invoke: id, step: src, input: input ?? null };
}

/** Null for an event without a delay: XState has handled it within the transition. */
function readRaise(params: unknown, draft: Draft): Delayed | null {
  type Params = { readonly id?: string; readonly delay?: unknown; readonly event: MachineEvent };
  const { id, delay: delayMs, event } = params as Params;
  if (typeof delayMs !== "number") return null;
  const strange = notJson(event, `the delayed event ${event.type}`);
  if (strange !== null) throw new Error(strange);
  return { sendId: id ?? draft.token(), delayMs, event };
}

/** `xstate.after.5000.order.waiting` becomes `after 5000 in order.waiting`. */
function timerName(sendId: string, event: MachineEvent): string {
  const parts = /^xstate\.after\.([^.]+)\.(.+)$/.exec(sendId);
  if (parts) return `after ${parts[1]} in ${parts[2]}`;
  return sendId.includes(":") ? `delayed ${event.type}` : sendId;
}
