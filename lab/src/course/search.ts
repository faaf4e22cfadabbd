import { largest } from "../../../engine/views.ts";
import type { Course } from "./course.ts";

/** One thing that a search can find. Lessons come from the course; other lists, for example of terms, may follow them. */
export type SearchEntry = {
  /** What it is, in one word: 'lesson', 'term'. */
  readonly kind: string;
  readonly title: string;
  /** One or two sentences below the title. */
  readonly text: string;
  /** More words by which it is found: an id, other names. */
  readonly also?: string;
  /** Its address on this page, beginning with '#/'. */
  readonly href: string;
};

/** Every lesson, and the scenario that it plays: found by its title, its text, its chapter and its id. */
export function lessonEntries({ chapters }: Pick<Course, "chapters">): SearchEntry[] {
  return chapters.flatMap(({ title: chapter, beside, lessons }) => [
    ...lessons.map(({ id, title, shows }) => ({
      ...{ kind: "lesson", title, text: shows, also: `${id} ${chapter}`, href: `#/lab/${id}` },
    })),
    ...lessons
      .filter(({ id }) => id === beside)
      .map(({ id, title }) => ({
        ...{ kind: "comparison", title: `Side by side: ${title}`, text: chapter, href: `#/twin/${id}` },
      })),
  ]);
}

const MOST_FOUND = 8;

/**
 * The entries that contain every word of the query, the best first: words of the title count more than others, and a whole
 * word more than its beginning. Entries that are equally good keep their order.
 */
export function search(entries: readonly SearchEntry[], query: string): SearchEntry[] {
  const words = wordsOf(query);
  if (words.length === 0) return [];
  return entries
    .map((entry) => ({ entry, score: scoreOf(entry, words) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST_FOUND)
    .map(({ entry }) => entry);
}

/** 0 if a word is missing. */
function scoreOf({ title, text, also = "", kind }: SearchEntry, words: readonly string[]): number {
  const fields = [wordsOf(title), wordsOf(`${also} ${kind}`), wordsOf(text)] as const;
  let sum = 0;
  for (const word of words) {
    const best = largest(
      fields.map((of, i) => WEIGHTS[i as 0 | 1 | 2] * matchOf(of, word)),
      0,
    );
    if (best === 0) return 0;
    sum += best;
  }
  return sum;
}

const WEIGHTS = [4, 2, 1] as const;

/** A whole word, its beginning, or a part of it (an id such as `prefetch-hoarding` is several words). */
function matchOf(words: readonly string[], word: string): number {
  if (words.includes(word)) return 3;
  if (words.some((one) => one.startsWith(word))) return 2;
  return word.length > 2 && words.some((one) => one.includes(word)) ? 1 : 0;
}

/** In lower case, without accents. */
function wordsOf(text: string): string[] {
  const plain = text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}
