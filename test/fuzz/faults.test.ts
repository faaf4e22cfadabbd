import { expect, test } from "vitest";
import { TAB_FAULTS } from "../../engine/sim/faults.ts";
import { EXACT } from "./compare.ts";
import { drawProgram } from "./draw-program.ts";
import { compareOn, type Pair } from "./hunt.ts";
import { simPlace } from "./on-sim.ts";

/** A comparison that finds nothing shows nothing, until it finds what was planted. */
const WITHIN = 200;

async function firstCaught(pair: Pair): Promise<number | null> {
  for (let seed = 1; seed <= WITHIN; seed++) {
    if ((await compareOn(drawProgram(seed), pair)).unexplained !== null) return seed;
  }
  return null;
}

test.each(TAB_FAULTS)(`a broker that %s is caught within ${WITHIN} programs`, async (fault) => {
  const pair = { first: simPlace(fault), second: simPlace(), tolerance: EXACT };
  expect(await firstCaught(pair)).not.toBeNull();
});

test("the sound one is not, nor is there chance in it", async () => {
  const pair = { first: simPlace(), second: simPlace(), tolerance: EXACT };
  for (let seed = 1; seed <= 30; seed++) {
    expect(await compareOn(drawProgram(seed), pair)).toEqual({ unexplained: null, known: [] });
  }
});
