import type { EventType } from "../../../trace/events.ts";
import { formatCount } from "../../../trace/format.ts";
import type { RunFacts } from "../../checks/facts.ts";
import { replyQueueName } from "../../names.ts";

/** How many requests were answered, and which replies came in vain. Empty without requests. */
export function requestsText({ scenario, events }: RunFacts): string {
  const asked = new Set(events.filter((event) => event.type === "request-sent").map((event) => event.request)).size;
  if (scenario.requesters.length === 0 || asked === 0) return "";
  const own = scenario.requesters.map(replyQueueName);
  const count = (type: EventType) =>
    events.filter((event) => event.type === type && "replyTo" in event && own.includes(event.replyTo)).length;
  const answered = count("reply-received") + count("reply-stale");
  const strays = (["stale", "late", "duplicate", "orphaned"] as const)
    .map((kind) => ({ kind, n: count(`reply-${kind}`) }))
    .filter(({ n }) => n > 0)
    .map(
      ({ kind, n }) => `${formatCount(n, "reply", "replies")} ${kind === "duplicate" ? "came twice" : `came ${kind}`}`,
    );
  return [`${answered} of ${formatCount(asked, "request")} answered`, ...strays].join(", ");
}
