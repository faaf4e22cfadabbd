import type { ScenarioSource } from "../../../engine/scenario/schema.ts";

/** A scenario as the home page shows it. */
export type Chapter = ScenarioSource;
export type CoursePart = {
  readonly title: string;
  /** The chapter that shows best how two designs of one flow differ. */
  readonly beside?: Chapter;
  readonly chapters: readonly Chapter[];
};
/** `example`: the run on the home page. */
export type Course = { readonly example: Chapter; readonly parts: readonly CoursePart[] };
