import type { JsonValue } from "../../../../engine/views.ts";
import type { SaveRecord } from "./read.ts";
import type { FlowRowView, FlowStepView } from "./types.ts";

/**
 * A row of a coordinator's table, of any design. Fields that rows have in common (steps, undo, outbox, ended; a
 * statechart's value, pending, deadlines) are read by meaning, all others by name.
 */
type Fields = { readonly [field: string]: JsonValue | undefined };

/** Shown elsewhere: the order itself and its requester. */
const SILENT = new Set(["id", "order", "amountCents", "shop"]);
const KNOWN = new Set(["steps", "undo", "outbox", "ended", "value", "pending", "deadlines", "context"]);

export function flowRow({ flow, where, revision, at, state }: SaveRecord): FlowRowView {
  const fields = asFields(state);
  const { undo, outbox, ended, value, context } = fields;
  return {
    flow,
    where,
    revision,
    savedAt: at,
    ended: typeof ended === "string" ? ended : null,
    state: value === undefined || value === null ? null : stateWords(value),
    steps: [...glueSteps(fields["steps"]), ...waitingSteps(fields["pending"], fields["deadlines"])],
    undo: Array.isArray(undo) ? undo.map(plainText) : null,
    outbox: Array.isArray(outbox) ? outbox.map(messageText) : [],
    more: [...named(fields, KNOWN), ...named(asFields(context), SILENT)],
  };
}

function glueSteps(steps: JsonValue | undefined): FlowStepView[] {
  return Object.entries(asFields(steps)).map(([step, how]) => {
    if (typeof how === "string") return { step, is: how, try: null, due: null };
    const { is, try: tryNumber, due } = asFields(how);
    return { step, is: plainText(is), try: numberOr(tryNumber), due: numberOr(due) };
  });
}

/** What an orchestrator's row waits for: each step with the deadline of its name, and the deadlines of no step. */
function waitingSteps(pending: JsonValue | undefined, deadlines: JsonValue | undefined): FlowStepView[] {
  const dues = asList(deadlines).map(asFields);
  const taken = new Set<Fields>();
  const steps = asList(pending).map((one): FlowStepView => {
    const { step, try: tryNumber } = asFields(one);
    const name = plainText(step);
    const deadline = dues.find((due) => due["name"] === name || plainText(due["name"]).startsWith(`${name} `));
    if (deadline) taken.add(deadline);
    return { step: name, is: "waits", try: numberOr(tryNumber), due: numberOr(deadline?.["due"]) };
  });
  const others = dues.filter((due) => !taken.has(due));
  return [
    ...steps,
    ...others.map(({ name, due }) => ({ step: plainText(name), is: "deadline", try: null, due: numberOr(due) })),
  ];
}

/** Nested states dotted, parallel ones joined by ` & `. */
function stateWords(value: JsonValue): string {
  if (typeof value === "string") return value;
  return Object.entries(asFields(value))
    .map(([region, inner]) => {
      const words = inner === undefined ? "" : stateWords(inner);
      return words === "" ? region : `${region}.${words}`;
    })
    .join(" & ");
}

function messageText(message: JsonValue): string {
  const { action, try: tryNumber, answer } = asFields(message);
  if (answer !== undefined) return `answer: ${plainText(answer)}`;
  if (action === undefined) return plainText(message);
  return numberOr(tryNumber) === null || tryNumber === 1
    ? plainText(action)
    : `${plainText(action)} (try ${plainText(tryNumber)})`;
}

function named(fields: Fields, without: ReadonlySet<string>): FlowRowView["more"] {
  return Object.entries(fields)
    .filter(([name, value]) => !without.has(name) && !SILENT.has(name) && value !== null && value !== undefined)
    .map(([name, value]) => ({ name, text: plainText(value) }));
}

function plainText(value: JsonValue | undefined): string {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return "none";
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value.join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function asFields(value: JsonValue | undefined): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function asList(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

const numberOr = (value: JsonValue | undefined): number | null => (typeof value === "number" ? value : null);
