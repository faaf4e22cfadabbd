import { fleschKincaid } from "flesch-kincaid";
import { syllable } from "syllable";
import type { Lesson, Said } from "../../../engine/scenario/schema/lesson.ts";

/** Years of school that a text asks for, by the Flesch-Kincaid formula. */
export function readingGrade(text: string): number {
  const words = text.match(/[A-Za-z]+(?:['-][A-Za-z]+)*/g) ?? [];
  const sentences = text.split(/[.!?](?:\s|$)/).filter((part) => /[a-z]/i.test(part));
  const syllables = words.reduce((sum, word) => sum + syllable(word), 0);
  const grade = fleschKincaid({ sentence: sentences.length, word: words.length, syllable: syllables });
  return Math.round(10 * grade) / 10;
}

/** All that a lesson says, each text with a full stop. A figure counts as one word, and so does a name such as order-2. */
export function textOf(lesson: Lesson): string {
  const { situation, happened, why, decisive, segments = [], next, challenge, remember = [] } = lesson;
  const asText = (said: Said) => (typeof said === "string" ? said : said.text);
  const texts = [
    ...[...situation, ...happened, ...why].map(asText),
    ...[decisive, ...segments].map(({ says }) => says),
    next.text,
    ...[lesson.prediction, next.prediction].flatMap((prediction) => prediction?.question ?? []),
    ...(challenge ? [challenge.task, ...challenge.hints, challenge.solution.text, challenge.mistake.text] : []),
    ...remember,
  ];
  return texts
    .map((text) => (/[.!?]$/.test(text) ? text : `${text}.`))
    .join(" ")
    .replaceAll(/\{[a-z-]+\}/g, "some")
    .replaceAll(/\b[a-z]+(?:-[a-z]+)*-\d+\b/g, "it");
}
