import { largest } from "../kernel/extremes.ts";
import type { JsonValue } from "../kernel/json.ts";
import type { EventType, TraceEvent } from "./events.ts";

/**
 * A question about a trace, as plain data. Predictions, claims and the figures in lesson texts are computed with queries,
 * so that no answer is stored apart from the run that gives it.
 */
export type EventPattern = {
  readonly type: EventType | readonly EventType[];
  /** Fields that must match: by equality, or by bounds for numbers. */
  readonly where?: { readonly [field: string]: FieldTest };
};
export type FieldTest = string | number | boolean | null | Bounds;
export type Bounds = { readonly atLeast?: number; readonly atMost?: number };

export type TraceQuery =
  | SimpleQuery
  /** One answer less another, such as the jobs that were stored and never done. */
  | { readonly difference: { readonly of: SimpleQuery; readonly less: SimpleQuery } };

export type SimpleQuery =
  /** The number of matching events. */
  | { readonly count: EventPattern }
  /** The number of different values of a field in the matching events. */
  | { readonly distinct: string; readonly of: EventPattern }
  /** The sum, or the greatest value, of a numeric field. */
  | { readonly sum: string; readonly of: EventPattern }
  | { readonly max: string; readonly of: EventPattern }
  /** A numeric field of the last matching event, such as the last reported length of a queue. */
  | { readonly last: string; readonly of: EventPattern }
  /** How often a field's value is smaller than in the previous matching event, such as the number of jobs out of order. */
  | { readonly descents: string; readonly of: EventPattern }
  /** The largest number of matching events with the same value of a field, such as the most deliveries of one job. */
  | { readonly mostPer: string; readonly of: EventPattern }
  /** Milliseconds from the first event that matches `from` to the last that matches `to`; 0 when either is missing. */
  | { readonly elapsedMs: { readonly from: EventPattern; readonly to: EventPattern } };

/** The condition that an answer must meet. */
export type Expectation = { readonly equals?: number } & Bounds;

export function matches(pattern: EventPattern, event: TraceEvent): boolean {
  const typeMatches =
    typeof pattern.type === "string" ? event.type === pattern.type : pattern.type.includes(event.type);
  if (!typeMatches) return false;
  return Object.entries(pattern.where ?? {}).every(([field, test]) => fieldMatches(fieldOf(event, field), test));
}

/** The answer to a query: a number, 0 over no events. */
export function answer(query: TraceQuery, events: readonly TraceEvent[]): number {
  if ("difference" in query) return answer(query.difference.of, events) - answer(query.difference.less, events);
  if ("count" in query) return events.filter((event) => matches(query.count, event)).length;
  if ("elapsedMs" in query) return elapsed(query.elapsedMs.from, query.elapsedMs.to, events);
  const found = events.filter((event) => matches(query.of, event));
  if ("distinct" in query) return new Set(found.map((event) => fieldOf(event, query.distinct))).size;
  if ("sum" in query) return numbers(found, query.sum).reduce((sum, value) => sum + value, 0);
  if ("descents" in query) return descents(found.map((event) => fieldOf(event, query.descents)));
  if ("last" in query) return numbers(found, query.last).at(-1) ?? 0;
  if ("max" in query) return numbers(found, query.max).reduce((most, value) => Math.max(most, value), 0);
  return largestGroup(found.map((event) => fieldOf(event, query.mostPer)));
}

export function meets(expectation: Expectation, value: number): boolean {
  const { equals, ...bounds } = expectation;
  return (equals === undefined || value === equals) && within(bounds, value);
}

/** 'exactly 2', 'at least 1 and at most 3'. */
export function describeExpectation(expectation: Expectation): string {
  const parts = [
    expectation.equals === undefined ? null : `exactly ${expectation.equals}`,
    expectation.atLeast === undefined ? null : `at least ${expectation.atLeast}`,
    expectation.atMost === undefined ? null : `at most ${expectation.atMost}`,
  ];
  return parts.filter((part) => part !== null).join(" and ");
}

function within(bounds: Bounds, value: number): boolean {
  return (
    (bounds.atLeast === undefined || value >= bounds.atLeast) && (bounds.atMost === undefined || value <= bounds.atMost)
  );
}

function fieldMatches(value: JsonValue | undefined, test: FieldTest): boolean {
  if (typeof test === "object" && test !== null) return typeof value === "number" && within(test, value);
  return value === test;
}

function fieldOf(event: TraceEvent, field: string): JsonValue | undefined {
  return (event as unknown as Record<string, JsonValue | undefined>)[field];
}

function numbers(events: readonly TraceEvent[], field: string): number[] {
  return events.map((event) => fieldOf(event, field)).filter((value) => typeof value === "number");
}

function largestGroup(values: readonly unknown[]): number {
  const sizes = new Map<unknown, number>();
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  return largest(sizes.values(), 0);
}

/** Compares names that end in a number by that number: order-9 comes before order-10. */
function descents(values: readonly (JsonValue | undefined)[]): number {
  const rank = (value: JsonValue | undefined) =>
    typeof value === "number" ? value : typeof value === "string" ? Number(/(\d+)$/.exec(value)?.[1] ?? 0) : 0;
  return values.filter((value, at) => at > 0 && rank(value) < rank(values[at - 1])).length;
}

function elapsed(from: EventPattern, to: EventPattern, events: readonly TraceEvent[]): number {
  const first = events.find((event) => matches(from, event));
  const last = events.findLast((event) => matches(to, event));
  return first && last ? Math.max(0, last.at - first.at) : 0;
}
