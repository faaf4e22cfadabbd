import { largest } from "../../../engine/kernel/extremes.ts";
import type { EventType, TraceEvent } from "../../../engine/trace/events.ts";

/** What a sentence of a lesson speaks of, and whether a run has it. A sentence that denies it needs none of it. */
type Mention = { readonly pattern: RegExp; readonly isIn: (events: readonly TraceEvent[]) => boolean };

const DENIES = /\b(no|not|none|never|nobody|nothing|without|neither|cannot)\b/i;

const has =
  (...types: readonly EventType[]) =>
  (events: readonly TraceEvent[]): boolean =>
    events.some(({ type }) => types.includes(type));

const hasEffect = (effect: string) => (events: readonly TraceEvent[]) =>
  events.some((event) => event.type === "effect-applied" && event.effect === effect);

const isStored = (events: readonly TraceEvent[]): boolean =>
  events.some((event) => event.type === "flow-state-saved" && event.where === "store");

const comesAgain = (events: readonly TraceEvent[]): boolean =>
  events.some((event) => (event.type === "job-delivered" || event.type === "event-read") && event.attempt > 1);

/** The most charges for one job. */
export function mostCharges(events: readonly TraceEvent[]): number {
  const counts = new Map<string, number>();
  for (const event of events) {
    if (event.type !== "effect-applied" || event.effect !== "charge") continue;
    counts.set(event.job, (counts.get(event.job) ?? 0) + 1);
  }
  return largest(counts.values(), 0);
}

const MENTIONS: readonly Mention[] = [
  { pattern: /\bcrash(es|ed)?\b|\bkill(s|ed)?\b/i, isIn: has("actor-crashed", "server-stopped") },
  { pattern: /\b(delivered|done|read) again\b|\bredeliver/i, isIn: comesAgain },
  { pattern: /\bdead-letter(ed)?\b|\bdead letters?\b/i, isIn: has("job-dead-lettered") },
  { pattern: /\bheartbeats?\b/i, isIn: has("job-in-progress") },
  { pattern: /\b(is|was|are) paused\b/i, isIn: has("actor-paused") },
  { pattern: /\bwakes? up\b|\bwoke up\b/i, isIn: has("actor-resumed") },
  { pattern: /\brefund/i, isIn: hasEffect("refund") },
  { pattern: /\brecall/i, isIn: hasEffect("recall") },
  { pattern: /\bapolog/i, isIn: hasEffect("apologize") },
  { pattern: /\bparcels? (of order-\d+ )?(left|leaves|has left|arrives)\b/i, isIn: hasEffect("ship") },
  { pattern: /\bthe table\b|\bits table\b|\bits store\b|\bstored deadline/i, isIn: isStored },
  { pattern: /\borchestrator/i, isIn: has("machine-state-changed") },
  { pattern: /\borphans?\b/i, isIn: has("reply-orphaned") },
  { pattern: /\bas a duplicate\b/i, isIn: has("reply-duplicate") },
  { pattern: /\btimed out\b|\buntil its timeout\b/i, isIn: has("request-timed-out") },
  { pattern: /\breplay(s|ed)?\b/i, isIn: has("job-replayed") },
  { pattern: /\bdiscard/i, isIn: has("dead-letter-discarded") },
  { pattern: /\bhad expired\b|\bskipped\b/i, isIn: has("job-expired") },
  { pattern: /\brefus(es|ed)\b/i, isIn: has("job-refused", "effect-refused", "step-failed", "job-deduplicated") },
  { pattern: /\bcame back empty\b/i, isIn: has("queue-polled") },
  { pattern: /\brecognised\b/i, isIn: has("effect-deduplicated", "job-deduplicated", "reply-late", "reply-duplicate") },
  { pattern: /\blisted? .*\bstuck\b|\blists it as stuck\b/i, isIn: has("flow-stuck") },
  { pattern: /\b(charged|pays) twice\b/i, isIn: (events) => mostCharges(events) >= 2 },
  { pattern: /\bcharged once\b/i, isIn: (events) => mostCharges(events) === 1 },
];

/** What the sentence speaks of although the run does not have it. */
export function notInTheRun(sentence: string, events: readonly TraceEvent[]): string[] {
  // Each part of a sentence denies for itself.
  const parts = sentence.split(/[.:;,]\s|\bbut\b/).filter((part) => !DENIES.test(part));
  return MENTIONS.flatMap(({ pattern, isIn }) => {
    const part = parts.find((one) => pattern.test(one));
    return part !== undefined && !isIn(events) ? [part.trim()] : [];
  });
}

/** Names such as `order-2` that nothing in the run has. */
export function unknownNames(sentence: string, events: readonly TraceEvent[]): string[] {
  const names = [...sentence.matchAll(/\b[a-z]+(?:-[a-z]+)*-\d+\b/g)].map(([name]) => name);
  if (names.length === 0) return [];
  const known = new Set(events.flatMap((event) => Object.values(event).filter((value) => typeof value === "string")));
  return names.filter((name) => !known.has(name));
}
