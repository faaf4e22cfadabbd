import { describe, expect, test } from "vitest";
import { ELSEWHERE } from "../../../engine/vocabulary/elsewhere.ts";
import { markTerms } from "../../../engine/vocabulary/find-terms.ts";
import { SOURCES } from "../../../engine/vocabulary/sources.ts";
import { TERMS } from "../../../engine/vocabulary/terms.ts";
import { SCENARIO_SOURCES } from "../../../scenarios/index.ts";

describe("the vocabulary", () => {
  test("each term has an id of its own, and each word belongs to one term", () => {
    const ids = TERMS.map(({ id }) => id);
    const words = TERMS.flatMap(({ term, also = [] }) => [term, ...also]).map((word) => word.toLowerCase());
    expect(new Set(ids).size).toBe(ids.length);
    expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([]);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  test("each definition is one plain sentence that names its term", () => {
    for (const { term, also = [], definition } of TERMS) {
      expect(definition, term).toMatch(/^[A-Z][^.?!]*\.$/);
      expect(definition.length, term).toBeLessThan(140);
      const stems = [term, ...also].map((word) =>
        word
          .toLowerCase()
          .replace(/(y|ies|ed|e)$/, "")
          .replaceAll("-", " "),
      );
      const said = definition.toLowerCase().replaceAll("-", " ");
      expect(
        stems.some((stem) => stem.split(" and ").every((part) => said.includes(part))),
        definition,
      ).toBe(true);
    }
  });

  test("each term is shown by a scenario that exists", () => {
    const scenarios = SCENARIO_SOURCES.map(({ id }) => id);
    expect(TERMS.flatMap(({ shownBy = "burst" }) => (scenarios.includes(shownBy) ? [] : [shownBy]))).toEqual([]);
  });

  test("names elsewhere belong to a term, once, and all sources are used", () => {
    const ids = TERMS.map(({ id }) => id);
    const terms = ELSEWHERE.map(({ term }) => term);
    expect(terms.filter((term, i) => !ids.includes(term) || terms.indexOf(term) !== i)).toEqual([]);
    const used = new Set<string>(ELSEWHERE.flatMap(({ sources }) => sources));
    expect(Object.keys(SOURCES).filter((id) => !used.has(id))).toEqual([]);
  });

  test("each name in Kafka and Temporal was checked in a text about it", () => {
    const unchecked = ELSEWHERE.flatMap(({ term, names, sources }) =>
      (["kafka", "temporal"] as const).flatMap((system) => {
        const name = names[system] ?? "–";
        const says = !name.startsWith("–") || name.includes("share groups");
        return says && !sources.some((source) => source.startsWith(`${system}-`)) ? [`${term}: ${name}`] : [];
      }),
    );
    expect(unchecked).toEqual([]);
  });
});

describe("terms in a text", () => {
  const found = (text: string, seen = new Set<string>()) =>
    markTerms(text, seen).flatMap(({ text: word, term }) => (term === undefined ? [] : [`${word}: ${term}`]));

  test("the longest word wins, upper case, hyphens and plurals make no difference", () => {
    expect(found("Dead letters go to the dead-letter queue, not to queues.")).toEqual([
      "Dead letters: dead-letter",
      "dead-letter queue: dead-letter-queue",
      "queues: queue",
    ]);
    expect(found("At-least-once, at least once")).toEqual(["At-least-once: at-least-once"]);
    expect(found("Retries need a retry policy.")).toEqual(["Retries: retry"]);
  });

  test("a part of another word or name is no term", () => {
    expect(found("order-log, blog, jobless, queue-vs-log")).toEqual([]);
  });

  test("only the first use is marked, over several texts", () => {
    const seen = new Set<string>();
    expect(found("A queue and a queue", seen)).toEqual(["queue: queue"]);
    expect(found("The queue, a worker", seen)).toEqual(["worker: worker"]);
  });

  test("the text stays as it was", () => {
    for (const { lesson } of SCENARIO_SOURCES) {
      for (const sentence of lesson?.why ?? []) {
        const text = typeof sentence === "string" ? sentence : sentence.text;
        expect(
          markTerms(text, new Set())
            .map((piece) => piece.text)
            .join(""),
        ).toBe(text);
      }
    }
  });
});
