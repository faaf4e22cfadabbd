import { stopwatchMs } from "../../engine/clock/system-clock.ts";
import { VirtualClock } from "../../engine/clock/virtual-clock.ts";
import { VIRTUAL_EPOCH_MS } from "../../engine/clock/virtual-realm.ts";
import { Disk } from "../../engine/wasm/disk.ts";
import type { ServerProgram } from "../../engine/wasm/program.ts";
import { ServerProcess } from "../../engine/wasm/server-process.ts";
import { EXACT } from "../fuzz/compare.ts";
import { drawProgram } from "../fuzz/draw-program.ts";
import { compareOn, type Pair } from "../fuzz/hunt.ts";
import { simPlace } from "../fuzz/on-sim.ts";
import { wasmPlace } from "../fuzz/on-wasm.ts";
import { measure, type Measured, quantile } from "./measure.ts";

/** The real server's figures in one place; times in milliseconds of real time. */
export type MeasuredServer = Measured & {
  /** To get the program and compile it. */
  readonly loadMs: number;
  /** From nothing to clients being welcome: the first server of a realm, and one more when many have run. */
  readonly firstStartMs: number;
  readonly startMs: number;
  /** Of the fuzzer's programs, each run on the simulated server and on this one, and compared. */
  readonly programsASecond: number;
};

const STARTS = 30;
const PROGRAMS = 200;

export async function measureServer(
  load: () => Promise<ServerProgram>,
  warmUps: number,
  runs: number,
): Promise<MeasuredServer> {
  const startedAt = stopwatchMs();
  const program = await load();
  const loadMs = stopwatchMs() - startedAt;
  const firstStartMs = startOnce(program);
  const measured = await measure(warmUps, runs, { program });
  const starts = Array.from({ length: STARTS }, () => startOnce(program)).toSorted((a, b) => a - b);
  const programsASecond = await compareDrawn(program);
  return { ...measured, loadMs, firstStartMs, startMs: quantile(starts, 0.5), programsASecond };
}

async function compareDrawn(program: ServerProgram): Promise<number> {
  const pair: Pair = { first: simPlace(), second: wasmPlace(program), tolerance: EXACT };
  const startedAt = stopwatchMs();
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const { unexplained } = await compareOn(drawProgram(seed), pair);
    if (unexplained !== null) throw new Error(`program ${seed} differs: npm run fuzz -- --runs 1 --seed ${seed}`);
  }
  const tookMs = stopwatchMs() - startedAt;
  await pair.second.close();
  return PROGRAMS / (tookMs / 1_000);
}

function startOnce(program: ServerProgram): number {
  const startedAt = stopwatchMs();
  const options = { program, clock: new VirtualClock(), epochMs: VIRTUAL_EPOCH_MS, disk: new Disk(), seed: 1 };
  const server = new ServerProcess(options);
  const took = stopwatchMs() - startedAt;
  server.kill();
  return took;
}
