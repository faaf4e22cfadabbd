import { describe, expect, test } from "vitest";
import { leftFor, leftVariants, pairOf, sideNames } from "../../lab/src/session/twin-pairs.ts";
import { SCENARIO_SOURCES } from "../../scenarios/index.ts";

const scenario = (id: string) => {
  const found = SCENARIO_SOURCES.find((one) => one.id === id);
  if (!found) throw new Error(`no scenario ${id}`);
  return found;
};
const lefts = (id: string) => leftVariants(scenario(id)).map((variant) => variant.id);

describe("which variants stand beside each other", () => {
  test("each level of glue beside the orchestrated one", () => {
    const levels = ["level-0", "level-1", "level-2", "level-3", "level-4", "level-5", "level-6"];
    expect(lefts("glue-late-reply")).toEqual(levels);
    for (const level of levels) {
      expect(pairOf(scenario("glue-late-reply"), level)).toEqual({ glue: level, orchestrated: "orchestrated" });
    }
  });

  test("of a deployment the levels, not the orchestrator's own mistakes", () => {
    expect(lefts("flow-version-change")).toHaveLength(7);
    expect(pairOf(scenario("flow-version-change"), "level-2").orchestrated).toBe("orchestrated");
  });

  test("two that differ in nothing but the design belong together", () => {
    const both = scenario("orchestrator-not-magic");
    expect(pairOf(both, "level-6").orchestrated).toBe("orchestrated");
    expect(pairOf(both, "level-6-store-lost").orchestrated).toBe("orchestrated-store-lost");
  });

  test("XState alone has names of its own", () => {
    const naive = scenario("naive-restore");
    expect(pairOf(naive, "naive")).toEqual({ glue: "naive", orchestrated: "orchestrated" });
    expect(sideNames(naive, "naive").glue.full).toBe("XState alone");
    expect(sideNames(scenario("glue-happy"), "level-0").glue.full).toBe("Queue glue");
  });

  test("whatever one comes from, its pair is opened; else the first", () => {
    const both = scenario("orchestrator-not-magic");
    expect(leftFor(both, "level-6-store-lost")).toBe("level-6-store-lost");
    expect(leftFor(both, "orchestrated-store-lost")).toBe("level-6-store-lost");
    expect([leftFor(both, undefined), leftFor(both, "nothing")]).toEqual(["level-6", "level-6"]);
  });

  test.each(["life-of-a-message", "one-step-job"])("%s has no pair", (id) => {
    expect(lefts(id)).toEqual([]);
    expect(() => pairOf(scenario(id), scenario(id).variants?.[0]?.id ?? "")).toThrow(
      `${id} has no two designs of one flow to compare.`,
    );
  });

  test("what is orchestrated cannot stand on the left", () => {
    expect(() => pairOf(scenario("glue-happy"), "orchestrated")).toThrow(/no two designs/);
  });
});
