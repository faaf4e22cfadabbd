import { z } from "zod";
import { idText } from "../../actors/fields.ts";
import { formatCount } from "../../trace/format.ts";
import type { Finding, ParametersOf, RunFacts } from "./facts.ts";

export const queueEmptySchema = z.strictObject({
  kind: z.literal("queue-empty").describe("At the end the queue's stream holds no messages, as the broker says."),
  queue: idText,
});

/** The queue's stream holds no messages, by the broker's last observed state. */
export function queueEmpty({ lastSeen }: RunFacts, { queue }: ParametersOf<typeof queueEmptySchema>): Finding {
  const seen = lastSeen.get(queue);
  if (!seen) return { holds: false, detail: `${queue} was never observed: its producers did not finish` };
  return {
    holds: seen.stored === 0,
    detail: `the stream of ${queue} holds ${formatCount(seen.stored, "message")} at the end`,
  };
}
