import { listNames, type Finding, type RunFacts } from "./facts.ts";

/** Every reply that arrived was the answer to a request that waited for it: none late, stale, twice or orphaned. */
export function repliesMatch({ events }: RunFacts): Finding {
  const received = events.filter((event) => event.type === "reply-received").length;
  const wrong = events.filter(
    (event) =>
      event.type === "reply-late" ||
      event.type === "reply-stale" ||
      event.type === "reply-duplicate" ||
      event.type === "reply-orphaned",
  );
  if (wrong.length === 0)
    return {
      holds: true,
      detail: received === 0 ? "nobody waited for a reply" : `${received} replies, each to who asked`,
    };
  return {
    holds: false,
    detail: listNames(wrong.map((event) => `${event.type.replace("reply-", "")} reply to ${event.request}`)),
  };
}
