import type { ScenarioSource } from "../../../engine/scenario/schema.ts";
import { pictureOf, type Picture } from "./picture.ts";

/** The words of the map for how much a lesson asks of its reader. */
type Difficulty = "easy" | "medium" | "hard";
type Place = { readonly minutes: number; readonly difficulty: Difficulty; readonly onPath: boolean };

/** A lesson as the map shows it: all that the first screen knows of it. */
export type LessonCard = Pick<ScenarioSource, "id" | "title" | "shows"> & Place & { readonly picture: Picture };
export type CourseChapter = {
  readonly title: string;
  readonly about: string;
  /** The id of the lesson that shows best how two designs of one flow differ. */
  readonly beside?: string;
  readonly lessons: readonly LessonCard[];
};
/** The page to which the core path leads. */
export type PathEnd = { readonly title: string; readonly href: string };
/** `example`: the id of the run on the home page. */
export type Course = { readonly example: string; readonly end: PathEnd; readonly chapters: readonly CourseChapter[] };

/** The course with whole scenarios, as `scenarios/index.ts` has it. */
export type CourseSource = {
  readonly example: ScenarioSource;
  readonly end: PathEnd;
  readonly chapters: readonly {
    readonly title: string;
    readonly about: string;
    readonly beside?: ScenarioSource;
    readonly lessons: readonly (Place & { readonly scenario: ScenarioSource })[];
  }[];
};

/** The course with cards in place of whole scenarios. */
export function asCards({ example, end, chapters }: CourseSource): Course {
  return {
    example: example.id,
    end,
    chapters: chapters.map(({ title, about, beside, lessons }) => ({
      title,
      about,
      ...(beside ? { beside: beside.id } : {}),
      lessons: lessons.map(({ scenario, ...place }) => {
        const { id, title, shows } = scenario;
        return { id, title, shows, ...place, picture: pictureOf(scenario) };
      }),
    })),
  };
}

export const lessonsOf = ({ chapters }: Course): LessonCard[] => chapters.flatMap(({ lessons }) => lessons);
/** The lessons of the core path, in their order. */
export const pathOf = (course: Course): LessonCard[] => lessonsOf(course).filter(({ onPath }) => onPath);

const LESS_THAN_A_SITTING = { least: 1, most: 15 };

/** What is wrong with a map: one line for each problem, with the place and what was expected. */
export function courseProblems(course: Course): string[] {
  const ids = lessonsOf(course).map(({ id }) => id);
  const twice = [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))];
  return [
    ...twice.map((id) => `chapters: found the lesson "${id}" twice, expected each lesson once`),
    ...(ids.includes(course.example) ? [] : [`example: found "${course.example}", expected the id of a lesson`]),
    ...(/^#\/[a-z]/.test(course.end.href)
      ? []
      : [`end.href: found "${course.end.href}", expected the address of a page, such as #/guide`]),
    ...(pathOf(course)[0]?.id === ids[0] ? [] : [`chapters: expected the core path to begin with the first lesson`]),
    ...course.chapters.flatMap((chapter) => chapterProblems(chapter)),
  ];
}

function chapterProblems({ title, beside, lessons }: CourseChapter): string[] {
  const { least, most } = LESS_THAN_A_SITTING;
  const stays = beside === undefined || lessons.some(({ id }) => id === beside);
  return [
    ...(lessons.some(({ onPath }) => onPath)
      ? []
      : [`${title}: found no lesson of the core path, expected at least one, so that the path leads through it`]),
    ...(stays ? [] : [`${title}: beside: found "${beside}", expected a lesson of this chapter`]),
    ...lessons
      .filter(({ minutes }) => !(Number.isInteger(minutes) && minutes >= least && minutes <= most))
      .map(({ id, minutes }) => `${id}: minutes: found ${minutes}, expected a whole number from ${least} to ${most}`),
  ];
}
