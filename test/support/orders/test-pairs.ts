import { expect, test } from "vitest";
import { oneOfEach, testSampled } from "../sampled.ts";
import { surviveDeaths, survivePairsFrom } from "./deaths.ts";
import type { Story } from "./stories.ts";

/** O3, O4: every pair of deaths, with one case for each first death. `npm test` runs one first death at each crash point. */
export async function testPairs(story: Story): Promise<void> {
  const { passes } = await surviveDeaths(story, []);
  const firsts = passes.map(({ point, job, nth }) => [`pass ${nth} (${point} of ${job})`, nth, point] as const);

  test("there are more than 300 pairs", () => {
    expect((firsts.length * (firsts.length - 1)) / 2).toBeGreaterThan(300);
  });

  testSampled(
    firsts,
    oneOfEach(firsts, ([, , point]) => point),
  )("O3, O4: survives a death at %s, and a second one at each later pass", async (_at, nth) => {
    expect(await survivePairsFrom(story, nth)).toBeGreaterThanOrEqual(firsts.length - nth);
  });
}
