import type { Scenario } from "../../../engine/scenario/schema.ts";

/** The variant that a scenario opens with, and that its lesson was written for. One without variants has `default`. */
export function writtenVariant({ lesson, variants }: Scenario): string {
  return lesson?.variant ?? variants[0]?.id ?? "default";
}
