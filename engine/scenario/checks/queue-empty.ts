import { z } from "zod";
import { idText } from "../../actors/fields.ts";
import { formatCount } from "../../trace/format.ts";
import type { Finding, ParametersOf, RunFacts } from "./facts.ts";

export const queueEmptySchema = z.strictObject({
  kind: z.literal("queue-empty").describe("The broker says at the end that the queue's stream holds nothing."),
  queue: idText,
});

/** The broker's last word on the queue is that its stream holds nothing. */
export function queueEmpty({ lastSeen }: RunFacts, { queue }: ParametersOf<typeof queueEmptySchema>): Finding {
  const seen = lastSeen.get(queue);
  if (!seen) return { holds: false, detail: `${queue} was never looked at: its producers did not finish` };
  return {
    holds: seen.stored === 0,
    detail: `the stream of ${queue} holds ${formatCount(seen.stored, "message")} at the end`,
  };
}
