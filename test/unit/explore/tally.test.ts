import { expect, test } from "vitest";
import { DAMAGE_KINDS } from "../../../engine/flow/order/damage.ts";
import { ASPECTS } from "../../soak/tally.ts";

test("each kind of damage is counted in one column of the soak's table", () => {
  const counted = Object.values(ASPECTS).flat();
  expect(counted.toSorted()).toEqual(DAMAGE_KINDS.toSorted());
});
