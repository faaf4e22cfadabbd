import type { JsonValue } from "../../../kernel/json.ts";
import { retryDelayMs } from "../../../queue/config/retry.ts";
import type { CommandPolicy, CommandRequest } from "../definition.ts";
import { type OutboxEntry, type Pending, tokenOfTry } from "../record.ts";
import type { Draft } from "./draft.ts";
import { notJson } from "./json-check.ts";

/** An invoke that the machine has entered. */
export type Wanted = { readonly invoke: string; readonly step: string; readonly input: JsonValue };

/** Commands a step for the first time in this visit. */
export function command(draft: Draft, wanted: Wanted): void {
  sendTry(draft, { ...wanted, tries: 0, token: null, visit: draft.token() });
}

/** @throws Error if the machine invokes a step without a command policy. */
export function policyOf(draft: Draft, step: string): CommandPolicy {
  const policy = draft.definition.commands[step];
  if (!policy) throw new Error(`no command is defined for ${step}`);
  return policy;
}

function sendTry(draft: Draft, before: Pending): void {
  const { flow, record } = draft;
  const { step, input, invoke } = before;
  const policy = policyOf(draft, step);
  const ordinal = (record.commanded[step] ?? 0) + 1;
  const request: CommandRequest = { flow, step, input, ordinal };
  const job = policy.jobId?.(request) ?? (ordinal === 1 ? `${flow}-${step}` : `${flow}-${step}-${ordinal}`);
  const payload = policy.payload?.(request) ?? input;
  const strange = notJson(payload, `the command of ${step}`);
  if (strange !== null) throw new Error(strange);
  const tries = before.tries + 1;
  const token = tokenOfTry(before.visit, tries);
  const pending = { ...before, tries, token };
  record.pending = [...record.pending.filter((one) => one.invoke !== invoke), pending];
  record.commanded = { ...record.commanded, [step]: ordinal };
  const { queue, ...lanes } = whereTo(policy, request);
  draft.send({ kind: "command", token, step, try: tries, queue, job, payload, ...lanes });
  draft.note({ type: "step-commanded", flow, step, try: tries, queue, job }, token);
  draft.setDeadline(`${step} timeout`, policy.timeoutMs, { kind: "try", invoke });
}

type Place = Pick<Extract<OutboxEntry, { kind: "command" }>, "queue" | "lanes" | "lane">;

function whereTo({ queue, lane }: CommandPolicy, request: CommandRequest): Place {
  if (typeof queue === "string") return { queue };
  const { name, lanes } = queue;
  if (lanes === undefined) return { queue: name };
  const byDefault = lanes.kind === "groups" ? { group: request.flow } : {};
  return { queue: name, lanes, lane: lane?.(request) ?? byDefault };
}

/**
 * A try of the step has timed out: sends the next one, or waits for its backoff. After the last try it stops waiting for the
 * step and returns 'given-up'.
 */
export function afterTimeOut(draft: Draft, pending: Pending): "goes-on" | "given-up" {
  const { step, tries, visit, invoke } = pending;
  draft.note({ type: "step-timed-out", flow: draft.flow, step, try: tries });
  const policy = policyOf(draft, step);
  if (policy.tries !== null && tries >= policy.tries) {
    forget(draft, pending);
    draft.close([visit], "timed-out");
    return "given-up";
  }
  const waitMs = policy.backoff === undefined ? 0 : retryDelayMs(policy.backoff, tries);
  if (waitMs <= 0) {
    sendTry(draft, pending);
    return "goes-on";
  }
  const waiting = { ...pending, token: null };
  draft.record.pending = draft.record.pending.map((one) => (one.invoke === invoke ? waiting : one));
  draft.setDeadline(`${step} next try`, waitMs, { kind: "retry", invoke });
  return "goes-on";
}

/** The wait between two tries has passed. */
export function nextTry(draft: Draft, pending: Pending): void {
  sendTry(draft, pending);
}

/** The step has its answer; its other tries no longer matter. */
export function answered(draft: Draft, pending: Pending): void {
  forget(draft, pending);
  draft.close([pending.visit], "answered");
}

/** The machine has left the state with the invoke, so it no longer needs the answer. */
export function abandon(draft: Draft, invoke: string): void {
  const pending = draft.record.pending.find((one) => one.invoke === invoke);
  if (!pending) return;
  forget(draft, pending);
  draft.close([pending.visit], "abandoned");
}

function forget(draft: Draft, { invoke }: Pending): void {
  draft.record.pending = draft.record.pending.filter((one) => one.invoke !== invoke);
  draft.clearDeadlines(({ purpose }) => "invoke" in purpose && purpose.invoke === invoke);
}
