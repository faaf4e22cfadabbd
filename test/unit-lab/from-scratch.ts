import { kindOf, EVENT_KINDS, type JsonValue } from "../../engine/views.ts";
import type { EventOf, TraceEvent } from "../../engine/trace/events.ts";
import { chargesAnything } from "../../lab/src/stage/names.ts";
import type { LedgerView } from "../../lab/src/stage/outside/types.ts";
import type { EffectRecord, MessageRecord } from "../../lab/src/stage/trace/records.ts";
import type { TraceIndex } from "../../lab/src/stage/trace/trace-index.ts";

/**
 * The views as they are defined, each computed from the whole trace at every moment: slow, and without any index. The lab's
 * own answers, which come from indexes, must be the same.
 */

/** What the accepted jobs are worth, and what was paid; for scenarios without orders. */
export function ledgerFromScratch(index: TraceIndex, atMs: number): LedgerView | null {
  const { scenario } = index.source;
  if (!chargesAnything(scenario)) return null;
  const charging = new Set(
    scenario.workers.flatMap(({ handler, queue }) => (handler.kind === "charge" ? [queue] : [])),
  );
  const expected = { effects: 0, cents: 0 };
  const discarded = new Set(
    index.deadLetters.flatMap(({ discarded: event, job }) => (event !== null && event.at <= atMs ? [job] : [])),
  );
  const ordered = new Set<string>();
  for (const message of index.messages) {
    const worth = worthOf(message);
    if (!charging.has(message.queue) || message.arrivedAt > atMs || worth === null) continue;
    if (message.deliveries.some(({ expired }) => expired !== null && expired.at <= atMs)) continue;
    if (discarded.has(message.job)) continue;
    if (ordered.has(worth.order ?? message.job)) continue;
    ordered.add(worth.order ?? message.job);
    expected.effects++;
    expected.cents += worth.cents;
  }
  return { expected, ...paidFromScratch(index.effects, atMs) };
}

function paidFromScratch(effects: readonly EffectRecord[], atMs: number): Omit<LedgerView, "expected"> {
  const past = effects.filter(({ event }) => event.at <= atMs);
  const applied = past.flatMap(({ event, repeated }) =>
    event.type === "effect-applied" ? [{ job: event.job, cents: event.amountCents, repeated }] : [],
  );
  return {
    actual: { effects: applied.length, cents: applied.reduce((sum, { cents }) => sum + cents, 0) },
    recognized: past.filter(({ event }) => event.type === "effect-deduplicated").length,
    chargedTwice: [...new Set(applied.flatMap(({ job, repeated }) => (repeated ? [job] : [])))],
  };
}

function worthOf({ sent }: MessageRecord): { readonly order: string | null; readonly cents: number } | null {
  const payload: JsonValue = sent?.payload ?? null;
  if (payload === null || typeof payload !== "object" || Array.isArray(payload)) return null;
  const { amountCents, order } = payload as { readonly amountCents?: JsonValue; readonly order?: JsonValue };
  if (typeof amountCents !== "number") return null;
  return { order: typeof order === "string" ? order : null, cents: amountCents };
}

/** The attempt in whose run each charge was made, by the charge's id. */
export function attemptsFromScratch({ effects, drawn }: TraceIndex): Map<string, number> {
  return new Map(
    effects
      .filter(({ worker }) => worker !== null)
      .map(({ event, worker, job }) => {
        const runs = drawn
          .filter((message) => message.job === job)
          .flatMap(({ deliveries }) => deliveries)
          .filter(({ started }) => started !== null && started.actor === worker && started.at <= event.at);
        return [event.id, runs.at(-1)?.delivered.attempt ?? 0] as const;
      }),
  );
}

/** When an ack's sender began its next job. */
export function nextStartFromScratch(events: readonly TraceEvent[], ack: EventOf<"job-ack-sent">): number {
  const next = events
    .slice(ack.seq)
    .find(
      ({ type, actor, incarnation }) =>
        type === "job-delivered" && actor === ack.actor && incarnation === ack.incarnation,
    );
  return next?.at ?? Infinity;
}

/** The events that have a flag, by number: none whose effect has one, and of a queue's leaders not the first. */
export function flaggedFromScratch(events: readonly TraceEvent[]): number[] {
  const isToldByOthers = (event: TraceEvent) => {
    if (event.type === "fault-injected")
      return events.some(
        ({ cause, type }) =>
          cause === event.id && EVENT_KINDS[type].flag !== undefined && EVENT_KINDS[type].tone === "bad",
      );
    const ledBefore = events.some(
      (one) =>
        one.type === "leader-seen" && event.type === "leader-seen" && one.queue === event.queue && one.seq < event.seq,
    );
    return event.type === "leader-seen" && !ledBefore;
  };
  return events.flatMap((event) => {
    const { flag } = kindOf(event);
    return !flag || flag.when?.(event) === false || isToldByOthers(event) ? [] : [event.seq];
  });
}
