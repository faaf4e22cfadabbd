import { describe, expect, test } from "vitest";
import { BLANK } from "../../lab/src/session/draft/blank.ts";
import { complete, explain } from "../../lab/src/session/draft/complete.ts";
import { cursorAt } from "../../lab/src/session/draft/cursor.ts";
import { readDraft } from "../../lab/src/session/draft/read.ts";
import { localDraftTools } from "../../lab/src/session/draft/tools.ts";
import { validateScenario } from "../../engine/scenario/validate.ts";
import { SCENARIO_SOURCES } from "../../scenarios/index.ts";

/** What the Web Worker knows of a scenario that is edited as text. `|` is the cursor. */
function atBar(marked: string): [text: string, at: number] {
  const at = marked.indexOf("|");
  return [marked.slice(0, at) + marked.slice(at + 1), at];
}

describe("reading", () => {
  test("the blank scenario is valid", () => {
    expect(readDraft(BLANK)).toMatchObject({ problems: [], scenario: { id: "my-scenario" } });
  });

  test.each(SCENARIO_SOURCES.map((source) => [source.id, source] as const))(
    "%s: written as text it is the same scenario, without its lesson",
    async (id, source) => {
      const { lesson: _lesson, ...rest } = validateScenario(source, id);
      const { scenario, problems } = readDraft(await localDraftTools.write(source));
      expect(problems).toEqual([]);
      expect(scenario).toEqual(rest);
    },
  );

  const problems: readonly (readonly [
    name: string,
    change: [string, string],
    line: number,
    marks: string,
    says: RegExp,
  ])[] = [
    ["a wrong type", ["count: 2", "count: two"], 18, "two", /workers\.0\.count: found "two", expected a/],
    ["a number out of bounds", ["count: 2", "count: 0"], 18, "0", /expected at least 1/],
    ["an unknown field", ["count: 2", "counter: 2"], 18, "2", /counter: found an unknown field, expected one of/],
    [
      "a name that leads nowhere",
      ["queue: orders\n    handler", "queue: mail\n    handler"],
      19,
      "mail",
      /"mail", expected one of orders/,
    ],
    ["a missing field", ["      kind: work\n", ""], 21, "", /kind: found nothing/],
    ["no YAML", ["title: My", "title: [My"], 3, "", /is not YAML/],
    ["a list that is empty", ["id: my-scenario", "id: My Scenario"], 1, "My Scenario", /id: found "My Scenario"/],
  ];
  test.each(problems)("%s: the problem has its place", (_name, [from, to], line, marks, says) => {
    const text = BLANK.replace(from, to);
    const [problem] = readDraft(text).problems;
    expect(problem?.message).toMatch(says);
    expect(Math.abs((problem?.line ?? 0) - line)).toBeLessThanOrEqual(1);
    if (marks !== "") expect(text.slice(problem?.from, problem?.to)).toBe(marks);
  });

  test.each([
    ["nothing", "", /found nothing, expected a scenario/],
    ["a word", "hello", /expected an object/],
    [
      "aliases without end",
      `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghi"
        .split("")
        .map((k, i) => `${k}: &${k} [${Array(9).fill(`*${"abcdefgh"[i]}`).join()}]`)
        .join("\n")}`,
      /alias/,
    ],
    ["a text that is too long", `# ${"x".repeat(1_000_001)}`, /expected at most 1000000/],
  ])("%s is refused in words", (_name, text, says) => {
    expect(readDraft(text).problems[0]?.message).toMatch(says);
  });

  test("a variant that does not fit is found before it is chosen", () => {
    const text = `${BLANK}variants:\n  - { id: a, title: A }\n  - id: b\n    title: B\n    set: { workers.worker.count: 0 }\n`;
    const [problem] = readDraft(text).problems;
    expect(problem?.message).toMatch(/variant b.*count: found 0/);
    expect(problem?.line).toBeGreaterThan(28);
  });
});

describe("completion", () => {
  const labels = (marked: string) => complete(...atBar(marked))?.options.map(({ label }) => label) ?? [];

  test("of fields: those of the object at the cursor that are not there yet, the required ones first", () => {
    expect(labels("id: a\n|")).toEqual(expect.arrayContaining(["queues", "workers", "faults"]));
    expect(labels("id: a\n|")).not.toContain("id");
    const worker = labels("workers:\n  - name: w\n    |");
    expect(worker.slice(0, 2).sort()).toEqual(["handler", "queue"]);
    expect(worker).toContain("prefetch");
    expect(worker).not.toContain("name");
    expect(labels("queues:\n- name: a\n  |\nworkers: []")).toContain("ackWaitMs");
  });

  test("of a union: what fits its kind", () => {
    const handler = "workers:\n  - name: w\n    handler:\n      kind: charge\n      |";
    expect(labels(handler)).toEqual(expect.arrayContaining(["serviceMs", "key"]));
    expect(labels(handler)).not.toContain("to");
    expect(labels("workers:\n  - handler:\n      kind: |")).toEqual(
      expect.arrayContaining(["work", "charge", "forward"]),
    );
    expect(labels("faults:\n  - kind: crash\n    at:\n      point: |")).toContain("before-ack");
  });

  test("of values: those of the schema, and this scenario's own names", () => {
    expect(labels("queues:\n  - name: orders\n  - name: mails\nworkers:\n  - queue: |")).toEqual(["orders", "mails"]);
    expect(labels("workers:\n  - handler:\n      kind: charge\n      key: |")).toEqual(
      expect.arrayContaining(["none", "job"]),
    );
  });

  test("replaces the word that is being typed, and begins a list on a line of its own", () => {
    const [text, at] = atBar("id: a\nwor|");
    const found = complete(text, at);
    expect(found?.from).toBe(at - 3);
    expect(found?.options.find(({ label }) => label === "workers")?.text).toBe("workers:\n  - ");
  });

  test.each(["# |", "queues: [|", "workers: [{ |", "title: anything |"])("%s: nothing", (marked) => {
    expect(labels(marked)).toEqual([]);
  });

  test("anywhere in any scenario it answers", async () => {
    const text = await localDraftTools.write(SCENARIO_SOURCES[0] ?? { id: "", title: "", shows: "" });
    for (let at = 0; at <= text.length; at++) {
      complete(text, at);
      explain(text, at);
    }
    expect(cursorAt(text, text.length)).not.toBeNull();
  });
});

describe("help", () => {
  test("says what a field means, its type and its default", () => {
    expect(explain(...atBar("workers:\n  - name: w\n    pref|etch: 2"))).toMatchObject({
      field: "prefetch",
      type: "0 to 1000, default 0",
      info: expect.stringMatching(/beyond those that it runs/) as string,
    });
    expect(explain(...atBar("id: my-|scenario"))).toBeNull();
    expect(explain(...atBar("nonsense|: 1"))).toBeNull();
  });
});
