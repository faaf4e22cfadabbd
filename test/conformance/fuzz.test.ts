import { afterAll, beforeAll, expect, test } from "vitest";
import { differences, EXACT } from "../fuzz/compare.ts";
import { drawProgram } from "../fuzz/draw-program.ts";
import { compareOn, type Pair } from "../fuzz/hunt.ts";
import { AT_ONCE, KNOWN } from "../fuzz/known-differences.ts";
import { tabVenue } from "../fuzz/on-tab.ts";
import { wasmVenue } from "../fuzz/on-wasm.ts";
import { perform } from "../fuzz/perform.ts";
import type { Program } from "../fuzz/program.ts";
import { programText } from "../fuzz/say.ts";
import { storedPrograms } from "../fuzz/stored-programs.ts";

/** Drawn programs that are compared in every test run; `npm run fuzz` compares as many as one likes. */
const SEEDS = 40;

let pair: Pair;
beforeAll(async () => {
  pair = { first: tabVenue(), second: await wasmVenue(), tolerance: EXACT };
});
afterAll(() => pair.second.close());

async function expectNoDifference(program: Program): Promise<void> {
  const { unexplained } = await compareOn(program, pair);
  expect(unexplained, programText(program)).toBeNull();
}

test(`on the programs of seeds 1 to ${SEEDS} the in-tab server does what the real one does, to the millisecond`, async () => {
  for (let seed = 1; seed <= SEEDS; seed++) await expectNoDifference(drawProgram(seed));
});

test.each(storedPrograms("found"))("%s: was found, and is found no more", async (_name, program) => {
  await expectNoDifference(program);
});

test.each(storedPrograms("known"))("%s: is known, and still is there", async (name, program) => {
  const [ours, theirs] = [await perform(program, pair.first), await perform(program, pair.second)];
  expect(differences(ours, theirs)).not.toEqual([]);
  const { unexplained, known } = await compareOn(program, pair);
  expect(unexplained).toBeNull();
  expect(new Set(known.map(({ id }) => id))).toEqual(new Set([name]));
});

test("there is a program for each known difference", () => {
  const ids = [AT_ONCE, ...KNOWN].map(({ id }) => id);
  expect(storedPrograms("known").map(([name]) => name)).toEqual(ids.toSorted());
});
