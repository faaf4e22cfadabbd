import { formatCount } from "../../trace/format.ts";
import { listNames, type Finding, type RunFacts } from "./facts.ts";

/**
 * No reply was taken for what it is not, and none was left without anybody who had asked. Late and repeated replies are
 * no offence: after a crash they must be expected, and are recorded.
 */
export function repliesMatch({ events }: RunFacts): Finding {
  const received = events.filter((event) => event.type === "reply-received").length;
  const wrong = events.filter((event) => event.type === "reply-stale" || event.type === "reply-orphaned");
  if (wrong.length > 0) {
    const texts = wrong.map((event) => `${event.type.replace("reply-", "")} reply to ${event.request}`);
    return { holds: false, detail: listNames(texts) };
  }
  const detail = received === 0 ? "no reply was mistaken" : `${formatCount(received, "answer")}, each for who asked`;
  return { holds: true, detail };
}
