import type { Damage } from "../../flow/order/damage.ts";
import { orderStandings } from "../../flow/order/outcomes.ts";
import { divergences, type Divergence } from "../../trace/story.ts";
import type { TraceEvent } from "../../trace/events.ts";
import { columnOf } from "./design-name.ts";
import { partsOf, type Parts } from "./design-parts.ts";
import { resolveScenario } from "../run/resolve.ts";
import type { RunOutcome } from "../run/run-types.ts";
import { isAboutOrders, type Design } from "../parts/flow/schema.ts";

/** The outcome of a flow's orders in one design, over all seeds that were run. */
export type DesignFigures = {
  readonly runs: number;
  readonly verdicts: { readonly passed: number; readonly failed: number };
  /** Orders that ended, that never ended, and that ended wrong in any other way. */
  readonly flows: { readonly ended: number; readonly stuck: number; readonly wrong: number };
  /** Outside effects beyond the first of their kind for an order. */
  readonly doubleEffects: number;
  /** Orders with an effect left that should have been compensated. */
  readonly missingCompensations: number;
  /** Replies without a request. */
  readonly orphans: number;
  /** Medians over the runs, in milliseconds: to the last flow's end, and from the first fault to it if there was a fault. */
  readonly finishMs: number | null;
  readonly recoverMs: number | null;
  /** Median over the answered requests, in milliseconds: from the request to its reply. */
  readonly answerMs: number | null;
  readonly messages: number;
  /** Counted in the first run. */
  readonly parts: Parts;
  /** Where the first diverging run diverges from the reference design; null if none does, and for the reference itself. */
  readonly firstDivergence: ({ readonly seed: number } & Divergence) | null;
};

export type Comparison = {
  readonly scenario: string;
  readonly broker: string;
  readonly seeds: readonly number[];
  /** By design; a variant that has no design goes by its name. */
  readonly designs: { readonly [design: string]: DesignFigures };
  /** That of the first glue level that was compared. */
  readonly firstDivergence:
    | ({ readonly between: readonly [string, string]; readonly seed: number } & Divergence)
    | null;
};

/** The design that all others are compared with. */
const REFERENCE: Design = "orchestrated";

/** Compares runs of one scenario: the same seeds and the same faults in each design. */
export function compareOutcomes(outcomes: readonly RunOutcome[]): Comparison {
  const byDesign = new Map<string, RunOutcome[]>();
  for (const outcome of outcomes) {
    const design = columnOf(outcome.header);
    byDesign.set(design, [...(byDesign.get(design) ?? []), outcome]);
  }
  const reference = byDesign.get(REFERENCE) ?? [];
  const designs = Object.fromEntries(
    [...byDesign].map(([design, runs]) => [design, figures(runs, design === REFERENCE ? [] : reference)]),
  );
  const first = outcomes[0];
  return {
    scenario: first?.header.scenario.id ?? "",
    broker: first?.header.broker ?? "",
    seeds: [...new Set(outcomes.map(({ header }) => header.seed))],
    designs,
    firstDivergence: firstOf(designs),
  };
}

function firstOf(designs: Comparison["designs"]): Comparison["firstDivergence"] {
  const [design, found] = Object.entries(designs).find(([name]) => name !== REFERENCE) ?? [];
  const divergence = found?.firstDivergence;
  return design && divergence ? { between: [design, REFERENCE], ...divergence } : null;
}

const LEFT_BEHIND: readonly Damage[] = ["stock-held", "paid-not-shipped", "shipped-not-paid", "mailed-wrong"];

function figures(runs: readonly RunOutcome[], reference: readonly RunOutcome[]): DesignFigures {
  const first = runs[0] as RunOutcome;
  const scenario = resolveScenario(first.header);
  const orders = runs.flatMap(({ events }) => orderStandings(events));
  const passed = runs.filter(({ report }) => report.verdict === "passed").length;
  const stuck = orders.filter(({ damage }) => damage.includes("stuck"));
  const wrong = orders.filter(({ damage }) => damage.some((kind) => kind !== "stuck"));
  return {
    runs: runs.length,
    verdicts: { passed, failed: runs.length - passed },
    flows: isAboutOrders(scenario.flow)
      ? { ended: orders.length - stuck.length, stuck: stuck.length, wrong: wrong.length }
      : answered(runs),
    doubleEffects: sum(runs.map(({ events }) => doubleEffects(events))),
    missingCompensations: isAboutOrders(scenario.flow)
      ? orders.filter(({ damage }) => damage.some((kind) => LEFT_BEHIND.includes(kind))).length
      : 0,
    orphans: sum(runs.map(({ report }) => report.counts["reply-orphaned"] ?? 0)),
    finishMs: median(runs.flatMap(({ events }) => lastEnd(events) ?? [])),
    recoverMs: median(runs.flatMap(({ events }) => recovery(events) ?? [])),
    answerMs: median(runs.flatMap(({ events }) => answerTimes(events))),
    messages: sum(runs.map(({ report }) => report.counts["job-sent"] ?? 0)),
    parts: partsOf(scenario, first.events),
    firstDivergence: firstDivergence(runs, reference),
  };
}

function firstDivergence(
  runs: readonly RunOutcome[],
  reference: readonly RunOutcome[],
): DesignFigures["firstDivergence"] {
  for (const { header, events } of runs) {
    const other = reference.find((candidate) => candidate.header.seed === header.seed);
    const found = other ? divergences(events, other.events)[0] : undefined;
    if (found) return { seed: header.seed, ...found };
  }
  return null;
}

function doubleEffects(events: readonly TraceEvent[]): number {
  const applied = events.flatMap((event) => (event.type === "effect-applied" ? [`${event.effect} ${event.job}`] : []));
  return applied.length - new Set(applied).size;
}

/** Without flows, a request has ended when it is answered. */
function answered(runs: readonly RunOutcome[]): DesignFigures["flows"] {
  const asked = sum(runs.map(({ events }) => requestTimes(events).size));
  const ended = sum(runs.map(({ events }) => answerTimes(events).length));
  return { ended, stuck: asked - ended, wrong: 0 };
}

/** How long each requester had waited when its answer came, in milliseconds. */
function answerTimes(events: readonly TraceEvent[]): number[] {
  const asked = requestTimes(events);
  return events.flatMap((event) => {
    if (event.type !== "reply-received") return [];
    const request = asked.get(event.request);
    // A coordinator also receives answers, to its commands: these do not count.
    return request?.replyTo === event.replyTo ? [event.at - request.at] : [];
  });
}

function requestTimes(events: readonly TraceEvent[]): Map<string, { readonly at: number; readonly replyTo: string }> {
  return new Map(
    events.flatMap((event) =>
      event.type === "request-sent" && event.try === 1
        ? [[event.request, { at: event.at, replyTo: event.replyTo }] as const]
        : [],
    ),
  );
}

function lastEnd(events: readonly TraceEvent[]): number | null {
  const last = events.some(({ type }) => type === "flow-started") ? "flow-ended" : "reply-received";
  return events.findLast(({ type }) => type === last)?.at ?? null;
}

/** From the first fault to the last flow's end after it. */
function recovery(events: readonly TraceEvent[]): number | null {
  const fault = events.find((event) => event.type === "fault-injected");
  const end = lastEnd(events);
  return fault && end !== null && end >= fault.at ? end - fault.at : null;
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  return middle === undefined ? null : Math.round(middle);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
