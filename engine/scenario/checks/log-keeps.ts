import { z } from "zod";
import { idText } from "../../actors/fields.ts";
import { formatCount } from "../../trace/format.ts";
import type { Finding, ParametersOf, RunFacts } from "./facts.ts";
import { appendedTo } from "./readings.ts";

export const logKeepsSchema = z.strictObject({
  kind: z.literal("log-keeps").describe("The broker says at the end that the log holds all that was appended."),
  log: idText,
});

/** The log still holds every event that was ever appended, although all were read; by the broker's last observed state. */
export function logKeeps(facts: RunFacts, { log }: ParametersOf<typeof logKeepsSchema>): Finding {
  const seen = facts.logsLastSeen.get(log);
  if (!seen) return { holds: false, detail: `${log} was never observed: its log producers did not finish` };
  const appended = appendedTo(facts, log).length;
  return {
    holds: appended > 0 && seen.stored === appended,
    detail: `${log} holds ${seen.stored} of ${formatCount(appended, "event")} at the end`,
  };
}
