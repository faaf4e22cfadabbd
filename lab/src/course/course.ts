import type { ScenarioSource } from "../../../engine/scenario/schema.ts";
import { pictureOf, type Picture } from "./picture.ts";

/** A scenario as the home page shows it: all that the first screen knows of it. */
export type Chapter = Pick<ScenarioSource, "id" | "title" | "shows"> & { readonly picture: Picture };
export type CoursePart<One = Chapter> = {
  readonly title: string;
  /** The chapter that shows best how two designs of one flow differ. */
  readonly beside?: One;
  readonly chapters: readonly One[];
};
/** `example`: the run on the home page. */
export type Course<One = Chapter> = { readonly example: One; readonly parts: readonly CoursePart<One>[] };

/** The course with cards in place of whole scenarios. */
export function asCards({ example, parts }: Course<ScenarioSource>): Course {
  return {
    example: cardOf(example),
    parts: parts.map(({ title, beside, chapters }) => ({
      title,
      ...(beside ? { beside: cardOf(beside) } : {}),
      chapters: chapters.map(cardOf),
    })),
  };
}

function cardOf(source: ScenarioSource): Chapter {
  const { id, title, shows } = source;
  return { id, title, shows, picture: pictureOf(source) };
}
