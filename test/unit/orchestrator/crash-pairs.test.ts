import { expect, test } from "vitest";
import { surviveAllPairs } from "../../support/orders/deaths.ts";
import { COMPLETED, UNANSWERED } from "../../support/orders/stories.ts";

test.each([
  ["an order that is completed", COMPLETED],
  ["an order whose charge nobody confirms", UNANSWERED],
] as const)("O3, O4: %s survives every pair of deaths", async (_name, story) => {
  expect(await surviveAllPairs(story)).toBeGreaterThan(300);
});
