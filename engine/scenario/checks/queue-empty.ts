import { formatCount } from "../../trace/format.ts";
import type { Finding, RunFacts } from "./facts.ts";

/** The broker's last word on the queue is that its stream holds nothing. */
export function queueEmpty({ lastSeen }: RunFacts, { queue }: { queue: string }): Finding {
  const seen = lastSeen.get(queue);
  if (!seen) return { holds: false, detail: `${queue} was never looked at: its producers did not finish` };
  return {
    holds: seen.stored === 0,
    detail: `the stream of ${queue} holds ${formatCount(seen.stored, "message")} at the end`,
  };
}
