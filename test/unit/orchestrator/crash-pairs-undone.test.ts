import { expect, test } from "vitest";
import { surviveAllPairs } from "../../support/orders/deaths.ts";
import { CANCELLED } from "../../support/orders/stories.ts";

test("O3, O4: an order that is undone survives every pair of deaths", async () => {
  expect(await surviveAllPairs(CANCELLED)).toBeGreaterThan(300);
});
