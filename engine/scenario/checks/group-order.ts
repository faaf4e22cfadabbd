import { z } from "zod";
import { idText } from "../../actors/fields.ts";
import { ofType } from "../../trace/of-type.ts";
import { listNames, type Finding, type ParametersOf, type RunFacts } from "./facts.ts";

export const groupOrderSchema = z.strictObject({
  kind: z.literal("group-order").describe("In each group a job began only after the one stored before it had ended."),
  queue: idText,
});

/**
 * In each group a job began only after the one stored before it had ended (acknowledged or dead-lettered), retries included.
 */
export function groupOrder(
  { events, accepted, deliveries }: RunFacts,
  { queue }: ParametersOf<typeof groupOrderSchema>,
): Finding {
  const groupOf = new Map(
    ofType(events, "job-sent").flatMap(({ job, group }) => (group === undefined ? [] : [[job, group] as const])),
  );
  const endOf = new Map(
    events.flatMap((event) =>
      event.type === "job-ack-sent" || event.type === "job-dead-lettered" ? [[event.job, event.seq] as const] : [],
    ),
  );
  const lastOf = new Map<string, string>();
  const wrong: string[] = [];
  const stored = accepted.filter((event) => event.queue === queue);
  for (const { job } of [...stored].sort((a, b) => a.streamSequence - b.streamSequence)) {
    const group = groupOf.get(job);
    if (group === undefined) continue;
    const before = lastOf.get(group);
    lastOf.set(group, job);
    const begun = deliveries.get(job)?.[0]?.seq;
    if (before === undefined || begun === undefined) continue;
    if ((endOf.get(before) ?? Number.POSITIVE_INFINITY) > begun) wrong.push(`${job} before the end of ${before}`);
  }
  if (wrong.length > 0) return { holds: false, detail: `out of order: ${listNames(wrong)}` };
  return { holds: lastOf.size > 0, detail: `${lastOf.size} groups, each in its order` };
}
