import { describe, expect, test } from "vitest";
import { answersText, readAnswers } from "../../../engine/guide/answers-text.ts";
import { decide, holds, type Verdict } from "../../../engine/guide/decide.ts";
import { EXAMPLES } from "../../../engine/guide/examples.ts";
import { QUESTIONS } from "../../../engine/guide/questions.ts";
import { RULES, TOOLS } from "../../../engine/guide/rules.ts";
import { VERDICTS } from "../../../engine/guide/verdicts.ts";
import { TO_DECIDE, WARNINGS } from "../../../engine/guide/warnings.ts";
import { BadInputError } from "../../../engine/kernel/errors.ts";
import { SCENARIO_SOURCES } from "../../../scenarios/index.ts";
import { allAnswers } from "./combinations.ts";

describe("every combination of answers", () => {
  const verdicts = [...allAnswers()].map((answers) => decide(answers));

  /** What contradicts itself in a verdict; null if nothing does. */
  function contradiction({ id, tools, reasons, against, outweighed, answers }: Verdict): string | null {
    if (!(id in VERDICTS)) return `no verdict ${id}`;
    if (reasons.length === 0) return "no reason";
    if (against.some(({ tool }) => tool !== "none" && tools.includes(tool))) return "recommends what a rule forbids";
    if (tools.some((tool) => reasons.every((rule) => rule.tool !== tool))) return "a tool without a reason";
    if (tools.length === 0 && reasons.some(({ tool }) => tool !== "none")) return "no broker, and a reason for one";
    const fired = RULES.filter(({ when }) => holds(when, answers)).length;
    if (reasons.length + against.length + outweighed.length !== fired) return "a rule that fired is not listed";
    for (const tool of TOOLS) {
      const points = reasons.concat(outweighed).flatMap((rule) => (rule.tool === tool ? [rule.weight] : []));
      const enough = points.reduce((sum: number, weight) => sum + weight, 0) >= 3;
      const forbidden = against.some((rule) => rule.tool === tool);
      if (tools.includes(tool) !== (enough && !forbidden)) return `${tool}: the weights say otherwise`;
    }
    return null;
  }

  test("there are 46,656, and none is left without a verdict or contradicts itself", () => {
    expect(verdicts).toHaveLength(46_656);
    const found = verdicts.flatMap((verdict) => {
      const problem = contradiction(verdict);
      return problem === null ? [] : [`${answersText(verdict.answers)}: ${problem}`];
    });
    expect(found).toEqual([]);
  });

  test("the question about transactions changes warnings only: the others make 23,328 combinations", () => {
    const half = verdicts.filter(({ answers }) => answers.transaction === "no");
    const counts = Object.fromEntries(
      Object.keys(VERDICTS).map((id) => [id, half.filter((verdict) => verdict.id === id).length]),
    );
    expect(counts).toEqual({
      none: 1_998,
      queue: 3_186,
      log: 3_402,
      orchestrator: 1_098,
      "queue+orchestrator": 4_086,
      "queue+log": 3_078,
      "log+orchestrator": 2_430,
      "queue+log+orchestrator": 4_050,
    });
    for (const verdict of half) expect(decide({ ...verdict.answers, transaction: "yes" }).id).toBe(verdict.id);
  });

  test("each verdict, each rule and each warning occurs", () => {
    const occurring = new Set(
      verdicts.flatMap(({ id, reasons, against, outweighed, warnings }) => [
        id,
        ...[reasons, against, outweighed, warnings].flat().map((one) => one.id),
      ]),
    );
    const all = [...Object.keys(VERDICTS), ...RULES.map(({ id }) => id), ...WARNINGS.map(({ id }) => id)];
    expect(all.filter((id) => !occurring.has(id))).toEqual([]);
  });

  test("each rule for a tool decides or helps to decide somewhere", () => {
    const deciding = new Set(verdicts.flatMap(({ reasons, against }) => [...reasons, ...against].map(({ id }) => id)));
    expect(RULES.flatMap(({ id }) => (deciding.has(id) ? [] : [id]))).toEqual([]);
  });

  test("an answer that is not given counts as the first one, and is named as assumed", () => {
    const { answers, assumed } = decide({ kind: "event" });
    expect(answers).toMatchObject({ kind: "event", caller: "nobody", loss: "harm" });
    expect(assumed).toEqual(QUESTIONS.map(({ id }) => id).filter((id) => id !== "kind"));
  });
});

describe("examples from practice", () => {
  test.each(EXAMPLES.map((example) => [example.name, example] as const))("%s", (_, { answers, verdict, warnings }) => {
    const found = decide(answers);
    expect(found.id).toBe(verdict);
    expect(found.warnings.map(({ id }) => id)).toEqual(expect.arrayContaining([...(warnings ?? [])]));
  });

  test("each rule fires in one of them", () => {
    const fired = new Set(
      EXAMPLES.flatMap(({ answers }) => {
        const { reasons, against, outweighed } = decide(answers);
        return [reasons, against, outweighed].flat().map(({ id }) => id);
      }),
    );
    expect(RULES.flatMap(({ id }) => (fired.has(id) ? [] : [id]))).toEqual([]);
  });
});

test("each proof is a scenario that exists", () => {
  const proofs = [
    ...QUESTIONS.map(({ proof }) => proof),
    ...RULES.flatMap(({ proof, see }) => (see === undefined ? proof : [...proof, see])),
    ...WARNINGS.map(({ proof }) => proof),
    ...Object.values(TO_DECIDE).flatMap((list) => list.map(({ proof }) => proof)),
  ];
  const ids = SCENARIO_SOURCES.map(({ id }) => id);
  expect(proofs.filter((id) => !ids.includes(id))).toEqual([]);
});

describe("answers as text", () => {
  test("come back as they were", () => {
    for (const { answers } of EXAMPLES) expect(readAnswers(answersText(answers), "the link")).toEqual(answers);
    expect(readAnswers("", "the link")).toEqual({});
  });

  test.each(["kind=everything", "colour=red", "kind", "=", "constructor=x"])(
    "%s is refused, with what is expected",
    (text) => {
      expect(() => readAnswers(text, "the link")).toThrow(BadInputError);
      expect(() => readAnswers(text, "the link")).toThrow(/^the link: found .* expected one of /);
    },
  );
});
