import { formatCount } from "../../trace/format.ts";
import { listNames, type Finding, type RunFacts } from "./facts.ts";

/**
 * No reply was mismatched, and none came to an inbox that had asked nothing. Late and duplicate replies are allowed: they are
 * expected after a crash, and are recorded.
 */
export function repliesMatch({ events }: RunFacts): Finding {
  const received = events.filter((event) => event.type === "reply-received").length;
  const wrong = events.filter((event) => event.type === "reply-stale" || event.type === "reply-orphaned");
  if (wrong.length > 0) {
    const texts = wrong.map((event) => `${event.type.replace("reply-", "")} reply to ${event.request}`);
    return { holds: false, detail: listNames(texts) };
  }
  const detail =
    received === 0 ? "no reply was mismatched" : `${formatCount(received, "answer")}, each to its own request`;
  return { holds: true, detail };
}
