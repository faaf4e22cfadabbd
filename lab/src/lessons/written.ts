import type { Scenario } from "../../../engine/scenario/schema.ts";

/** The variant that a scenario opens with, and that its lesson was written for. One without variants has `default`. */
export function writtenVariant({ lesson, variants }: Scenario): string {
  return lesson?.variant ?? variants[0]?.id ?? "default";
}

/** A scenario that asks nothing. The texts of its lesson speak of the run as its author wrote it. */
export function withoutLesson<S extends { readonly lesson?: unknown }>(scenario: S): Omit<S, "lesson"> {
  const { lesson: _lesson, ...rest } = scenario;
  return rest;
}
