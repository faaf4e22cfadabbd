import { expect, test } from "vitest";
import type { RunOutcome } from "../../engine/scenario/run/run-types.ts";
import { runVirtual } from "../../engine/scenario/run/run-virtual.ts";
import { loadServerProgram } from "../../engine/wasm/build/load-program.ts";
import type { CombinedReport } from "../../engine/cli/combine.ts";
import { cli } from "../support/cli.ts";
import { ALL_RUNS, requestFor, scenarioById } from "../support/runs.ts";
import { oneOfEach, testSampled } from "../support/sampled.ts";
import { expectWellFormed } from "../support/well-formed.ts";

const RUNS = ALL_RUNS.filter(([, { scenario }]) => scenario.brokers.includes("wasm"));

testSampled(
  RUNS,
  oneOfEach(RUNS, ([, { scenario }]) => scenario.id),
)("%s: the real server under virtual time comes to the simulated one's verdict", async (_name, request) => {
  const program = await loadServerProgram();
  const [sim, wasm] = [await runVirtual(request), await runVirtual(request, { program })];
  expectWellFormed(wasm.events);
  const outcomes = ({ report }: RunOutcome) => report.checks.map(({ id, outcome }) => [id, outcome]);
  expect(outcomes(wasm)).toEqual(outcomes(sim));
  expect(wasm.report.sentence).toBe(sim.report.sentence);
});

test("crash-redelivery with seed 7: the same verdict as simulated, twenty times with one digest", async () => {
  const program = await loadServerProgram();
  const digests = new Set<string | null>();
  for (let n = 0; n < 20; n++) {
    const { report } = await runVirtual(requestFor(scenarioById("crash-redelivery"), { seed: 7 }), { program });
    expect([report.verdict, report.broker]).toEqual(["passed", "wasm"]);
    digests.add(report.traceDigest);
  }
  const { code, stdout } = await cli(["run", "crash-redelivery", "--broker", "wasm", "--seed", "7", "--json"]);
  digests.add((JSON.parse(stdout) as CombinedReport).traceDigest);
  expect([code, digests.size]).toEqual([0, 1]);
});
