import { afterAll, beforeAll, expect, test } from "vitest";
import { TAB_FAULTS, type SimFault } from "../../engine/sim/faults.ts";
import { differences, EXACT } from "../fuzz/compare.ts";
import { drawProgram } from "../fuzz/draw-program.ts";
import { compareOn, type Pair } from "../fuzz/hunt.ts";
import { AT_ONCE, KNOWN } from "../fuzz/known-differences.ts";
import { simPlace } from "../fuzz/on-sim.ts";
import { loadServerProgram } from "../../engine/wasm/build/load-program.ts";
import { wasmPlace } from "../fuzz/on-wasm.ts";
import { perform } from "../fuzz/perform.ts";
import type { Program } from "../fuzz/program.ts";
import { programText } from "../fuzz/say.ts";
import { storedPrograms } from "../fuzz/stored-programs.ts";

/** Drawn programs that are compared in every test run; `npm run fuzz` compares as many as one likes. */
const SEEDS = 40;

let pair: Pair;
beforeAll(async () => {
  pair = { first: simPlace(), second: wasmPlace(await loadServerProgram()), tolerance: EXACT };
});
afterAll(() => pair.second.close());

async function expectNoDifference(program: Program): Promise<void> {
  const { unexplained } = await compareOn(program, pair);
  expect(unexplained, programText(program)).toBeNull();
}

test(`on the programs of seeds 1 to ${SEEDS} the simulated server does what the real one does, to the millisecond`, async () => {
  for (let seed = 1; seed <= SEEDS; seed++) await expectNoDifference(drawProgram(seed));
});

test.each(storedPrograms("found"))("%s: was found, and is found no more", async (_name, program) => {
  await expectNoDifference(program);
});

/** Whether stopped timers are cleared away at that moment, depends on all that the server has done before. */
test("on a fresh server a timer that is moved to an earlier moment is in time", async () => {
  const [, program] = storedPrograms("found").find(([name]) => name === "timer-moved-as-others-stop") ?? [];
  if (program === undefined) throw new Error("the program is gone");
  const fresh = wasmPlace(await loadServerProgram());
  const { unexplained } = await compareOn(program, { ...pair, second: fresh });
  await fresh.close();
  expect(unexplained, programText(program)).toBeNull();
});

test.each(storedPrograms("known"))("%s: is known, and still is there", async (name, program) => {
  const [ours, theirs] = [await perform(program, pair.first), await perform(program, pair.second)];
  expect(differences(ours, theirs)).not.toEqual([]);
  const { unexplained, known } = await compareOn(program, pair);
  expect(unexplained).toBeNull();
  expect(new Set(known.map(({ id }) => id))).toEqual(new Set([name]));
});

/** The first program that catches each planted fault; `npm run fuzz -- --against wasm --fault NAME` finds it anew. */
const CAUGHT_BY: { readonly [fault in SimFault]: number } = {
  "loses-an-ack": 40,
  "delivers-twice": 2,
  "forgets-redelivery": 1,
  "wrong-order-after-expiry": 11,
  "ignores-max-deliver": 4,
  "wrong-delivery-count": 1,
  "dedup-window-off-by-one": 84,
  "ignores-nak-delay": 2,
  "refuses-stale-ack": 13,
  "ignores-max-ack-pending": 1,
  "keeps-after-ack": 5,
  "ignores-pauses": 42,
  "starts-one-late": 18,
  "drops-old-for-new": 1,
  "ignores-ttl": 16,
  "fires-twice": 67,
  "ignores-expectations": 2,
  "commits-half-a-batch": 2,
  "ignores-ids-in-a-batch": 3,
};

test.each(TAB_FAULTS)("a broker that %s is told from the real one", async (fault) => {
  const { unexplained } = await compareOn(drawProgram(CAUGHT_BY[fault]), { ...pair, first: simPlace(fault) });
  expect(unexplained).not.toBeNull();
});

test("there is a program for each known difference", () => {
  const ids = [AT_ONCE, ...KNOWN].map(({ id }) => id);
  expect(storedPrograms("known").map(([name]) => name)).toEqual(ids.toSorted());
});
