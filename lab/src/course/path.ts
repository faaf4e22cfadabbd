import { lessonsOf, pathOf, type Course, type CourseChapter, type LessonCard } from "./course.ts";

/** Where a lesson is on the map, and which one comes after it. Pure. */

export type MapPlace = {
  readonly chapter: CourseChapter;
  /** Counts from 1. */
  readonly chapterNumber: number;
  readonly lesson: LessonCard;
  /** Counts from 1; null beside the core path. */
  readonly step: number | null;
  readonly steps: number;
};

/** Null for a scenario that is not on the map. */
export function placeOf(course: Course, id: string): MapPlace | null {
  const at = course.chapters.findIndex(({ lessons }) => lessons.some((lesson) => lesson.id === id));
  const chapter = course.chapters[at];
  const lesson = chapter?.lessons.find((one) => one.id === id);
  if (!chapter || !lesson) return null;
  const path = pathOf(course);
  const step = path.findIndex((one) => one.id === id) + 1;
  return { chapter, chapterNumber: at + 1, lesson, step: step === 0 ? null : step, steps: path.length };
}

/** `path`: the next lesson of the core path. `deeper`: the next lesson of the chapter, beside the path. */
export type Onward = { readonly path: LessonCard | null; readonly deeper: LessonCard | null };

/**
 * Where to go after a lesson. From a lesson on the path, the path goes on with the lesson after it. From one beside the
 * path, it goes on with the first lesson of the path that is not done, or with the next one.
 */
export function onwardFrom(course: Course, id: string, isDone: (id: string) => boolean): Onward {
  const place = placeOf(course, id);
  if (!place) return { path: null, deeper: null };
  const all = lessonsOf(course);
  const later = all.slice(all.findIndex((one) => one.id === id) + 1).filter(({ onPath }) => onPath);
  const path = place.lesson.onPath ? later[0] : (nextOnPath(course, isDone) ?? later[0]);
  const rest = place.chapter.lessons.slice(place.chapter.lessons.indexOf(place.lesson) + 1);
  const deeper = rest.find((one) => !one.onPath && !isDone(one.id));
  return { path: path ?? null, deeper: deeper ?? null };
}

/** The first lesson of the core path that is not done; null when all are. */
export function nextOnPath(course: Course, isDone: (id: string) => boolean): LessonCard | null {
  return pathOf(course).find(({ id }) => !isDone(id)) ?? null;
}

/** 'about 75 minutes', 'about 3 hours'. */
export function aboutTime(lessons: readonly LessonCard[]): string {
  const minutes = lessons.reduce((sum, lesson) => sum + lesson.minutes, 0);
  return minutes < 90 ? `about ${5 * Math.round(minutes / 5)} minutes` : `about ${Math.round(minutes / 60)} hours`;
}
