import { z } from "zod";
import { idText } from "../../actors/fields.ts";
import { formatCount } from "../../trace/format.ts";
import { listNames, type Finding, type ParametersOf, type RunFacts } from "./facts.ts";
import { readingsOf } from "./readings.ts";

export const readByAllSchema = z.strictObject({
  kind: z.literal("read-by-all").describe("Each reader has read every event of the log after its starting point."),
  log: idText,
});

/** Each reader has read every event of the log after its starting point. */
export function readByAll(facts: RunFacts, { log }: ParametersOf<typeof readByAllSchema>): Finding {
  const readings = readingsOf(facts, log);
  const behind = readings.flatMap(({ reader, due, handled }) => {
    const left = due.filter(({ logSequence }) => !handled.has(logSequence)).map(({ event }) => event);
    return left.length === 0 ? [] : [`${reader} has not read ${listNames(left)}`];
  });
  if (behind.length > 0) return { holds: false, detail: behind.join("; ") };
  const read = readings.map(({ reader, due }) => `${reader} ${due.length}`);
  return {
    holds: readings.length > 0 && readings.every(({ due }) => due.length > 0),
    detail: `read to the end by ${formatCount(readings.length, "reader")}: ${read.join(", ") || "none"}`,
  };
}
