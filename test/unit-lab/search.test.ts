import { describe, expect, test } from "vitest";
import { asCards } from "../../lab/src/course/course.ts";
import { lessonEntries, search, type SearchEntry } from "../../lab/src/course/search.ts";
import { COURSE } from "../../scenarios/index.ts";

const lessons = lessonEntries(asCards(COURSE));
const term: SearchEntry = {
  kind: "term",
  title: "Visibility timeout",
  text: "How long a worker may hold a message.",
  also: "ackWait lease",
  href: "#/terms/visibility-timeout",
};
const found = (query: string, entries: readonly SearchEntry[] = lessons) =>
  search(entries, query).map(({ href }) => href);

describe("search", () => {
  test.each([
    ["visibility timeout", "#/lab/crash-redelivery"],
    ["prefetch", "#/lab/prefetch-hoarding"],
    ["idempotency", "#/lab/double-charge"],
    ["push pull", "#/lab/push-pull"],
    ["PRIORITY", "#/lab/priority"],
    ["dlq-desk", "#/lab/dlq-desk"],
    ["side by side", "#/twin/glue-coordinator-crash"],
  ])("%s finds %s", (query, href) => expect(found(query)).toContain(href));

  test("every lesson is found by its title and by its id, its title first", () => {
    for (const { title, href } of lessons) expect(found(title)[0], title).toBe(href);
    for (const { href } of lessons.filter(({ kind }) => kind === "lesson"))
      expect(found(href.split("/").at(-1) ?? ""), href).toContain(href);
  });

  test("every word must be there: as a word, its beginning, or a part of a word", () => {
    expect(found("visi time", [term])).toEqual([term.href]);
    expect(found("ackwait", [term])).toEqual([term.href]);
    expect(found("out", [term])).toEqual([term.href]);
    expect(found("visibility saga", [term])).toEqual([]);
  });

  test("a title counts more than a text, and a whole word more than its beginning", () => {
    const entry = (href: string, title: string, text: string) => ({ kind: "term", title, text, href });
    const entries = [entry("text", "Other", "a lease"), entry("begins", "Leases", ""), entry("whole", "A lease", "")];
    expect(found("lease", entries)).toEqual(["whole", "begins", "text"]);
  });

  test("no words, or only signs, find nothing; a regular expression is text", () => {
    for (const query of ["", "  ", "?!", ".*"]) expect(found(query)).toEqual([]);
    expect(() => found("(")).not.toThrow();
  });
});
