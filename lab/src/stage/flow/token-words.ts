import type { JsonValue } from "../../../../engine/views.ts";
import { answeredCommand, commandName } from "./command-name.ts";
import type { SendRecord } from "../trace/records.ts";

/** The words next to a flow's tokens: the action of a command, and the outcome of an answer. */
export function wordsOf(sends: readonly SendRecord[]): ReadonlyMap<string, string> {
  return new Map(
    sends.flatMap(({ sent: { job, payload } }) => {
      const word = commandName(job)?.action ?? answerWord(job, payload);
      return word === null ? [] : [[job, word] as const];
    }),
  );
}

function answerWord(job: string, payload: JsonValue): string | null {
  if (payload === null || typeof payload !== "object" || Array.isArray(payload)) return null;
  const { action, done, outcome } = payload as { readonly [field: string]: JsonValue };
  if (typeof outcome === "string") return outcome;
  const step = answeredCommand(job)?.action ?? action;
  return typeof step === "string" && typeof done === "boolean" ? `${step} ${done ? "done" : "refused"}` : null;
}
