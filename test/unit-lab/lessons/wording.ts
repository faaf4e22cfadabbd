import type { Lesson, When } from "../../../engine/scenario/schema/lesson.ts";

/** Checks of a lesson's texts that need no run, or only the text that a run led to. */

const WORDS = "one two three four five six seven eight nine ten eleven twelve".split(" ");
const TIMES = new Map([
  ["once", 1],
  ["twice", 2],
]);
const IN_MS = new Map([
  ["ms", 1],
  ["s", 1_000],
  ["second", 1_000],
  ["seconds", 1_000],
]);

/** The numbers that a text states; times in milliseconds, money in cents. Not those in names, such as `order-2`. */
export function numbersIn(text: string): number[] {
  const pattern =
    /(?<![\w-])(€?)(\d+(?:\.\d+)?|[a-z]+)(?:(?:\s(?:to|or)\s)(\d+(?:\.\d+)?|[a-z]+))?(?:\s(ms|s|seconds?)\b)?/gi;
  return [...text.matchAll(pattern)].flatMap(([, euro, first = "", second, unit]) =>
    [first, second].flatMap((word) => {
      const value = word === undefined ? null : numberOf(word, unit !== undefined);
      if (value === null) return [];
      return [euro === "€" ? value * 100 : value * (IN_MS.get(unit ?? "") ?? 1)];
    }),
  );
}

function numberOf(word: string, hasUnit: boolean): number | null {
  const lower = word.toLowerCase();
  if (/^\d/.test(lower)) return Number(lower);
  // 'one of them', 'a second'
  if (lower === "one" || lower === "a") return hasUnit ? 1 : null;
  return TIMES.get(lower) ?? (WORDS.indexOf(lower) === -1 ? null : WORDS.indexOf(lower) + 1);
}

/** Numbers in a choice that its condition does not ask for. */
export function unaskedNumbers(text: string, when: When): number[] {
  const bounds = [when].flat().flatMap(({ is }) => Object.values(is));
  return numbersIn(text).filter((number) => !bounds.some((bound) => Math.abs(bound - number) <= 1));
}

/** What is wrong with a sentence after its figures were filled in. */
export function badFigures(sentence: string): string[] {
  const wrong: readonly (readonly [pattern: RegExp, what: string])[] = [
    [/(?<![\d.:])0 (ms|s)\b/, "a time of zero"],
    [/(?<![\d.:,-]|[Ll]evels? )0(?![\d.:,%-])/, "a zero"],
    [/€0\b/, "no money"],
    [/NaN|undefined|\{|\}/, "an empty figure"],
    [/\b(no times|none [a-z]+s)\b/i, "a zero that is no sentence"],
    [
      /(?<![\d.€:-]|[Vv]ersion |level )1 (?!ms\b|s\b)[a-z-]*[a-z]s\b(?<!\b(was|is|has|less|this|its|address|process|status))/,
      "1 of many",
    ],
    [/(?<![\d.€:-]|[Vv]ersion |level )1 [a-z]+ (were|are|have)\b/, "1 of many"],
    [/(?<![\d.€:-])(?!1 )\d+ (of )?[a-z]+s (was|is|has)\b/, "many of 1"],
    [
      /(?<![\d.€:-])(?!1 )\d+ (time|order|worker|job|run|charge|reply|message|mail|parcel|event|video|photo|poll)\b/,
      "many of 1",
    ],
    [/\b\d+ (st|nd|rd|th)\b|\b(?:1|2|3)th\b/, "an ordinal that nobody says"],
  ];
  return wrong.flatMap(([pattern, what]) => (pattern.test(sentence) ? [`${what}: ${sentence}`] : []));
}

const COMMON = new Set(
  (
    "a an and are as at be before but by for from has have how in is it its more most not of on one or so than that the their them then " +
    "there they this to was what when which who with after all each every less only other others some still they until within"
  ).split(" "),
);
const contentWords = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > 3 && !COMMON.has(word));

/** The part of the right choice's own words (those of no other choice, nor of the question) that the card says already: 0 to 1. */
export function givenAway(lesson: Lesson, right: string, card: string): number {
  const { question, choices } = lesson.prediction;
  const others = new Set(
    contentWords([question, ...choices.filter(({ id }) => id !== right).map(({ text }) => text)].join(" ")),
  );
  const own = contentWords(choices.find(({ id }) => id === right)?.text ?? "").filter((word) => !others.has(word));
  const said = new Set(contentWords(card));
  return own.length === 0 ? 0 : own.filter((word) => said.has(word)).length / own.length;
}
