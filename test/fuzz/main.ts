import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXIT } from "../../engine/cli/exit.ts";
import { stopwatchMs } from "../../engine/clock/system-clock.ts";
import { AckademyError, ErrorKind, errorText } from "../../engine/kernel/errors.ts";
import { type Difference, differenceText } from "./compare.ts";
import { drawProgram } from "./draw-program.ts";
import { compareOn, type Pair, shrunk } from "./hunt.ts";
import { pairFor, REAL_PACE_MS } from "./pairs.ts";
import { type Asked, readOptions } from "./options.ts";
import { programJson, readProgram } from "./program-file.ts";
import type { Program } from "./program.ts";
import { programText } from "./say.ts";

/**
 * `npm run fuzz -- --runs 100 --seed 1 --against wasm`: random programs, seed after seed, on the simulated server and on the
 * real one, and what was seen compared. Each difference is told with as short a program as shows it, and the command that
 * repeats it. `--program FILE` compares on one that was written down, `--fault NAME` plants a fault in the simulated server.
 * Exit codes: 0 no difference but known ones, 1 differences, 2 bad input, 3 no broker.
 */
const FOLDER = join(tmpdir(), "ackademy-fuzz");
const TELL_EVERY = 50;

type Tally = { programs: number; differences: number; readonly known: Map<string, number> };

async function main(): Promise<number> {
  const asked = readOptions(process.argv.slice(2));
  const written = asked.program === undefined ? undefined : readProgram(asked.program);
  const pair = await pairFor(asked, say);
  const tally: Tally = { programs: 0, differences: 0, known: new Map() };
  const startedAt = stopwatchMs();
  try {
    if (written !== undefined) await compare(written, String(asked.program), pair, tally, asked);
    else await compareDrawn(pair, tally, asked);
  } finally {
    await pair.second.close();
  }
  print(tallyText(tally, (stopwatchMs() - startedAt) / 1_000));
  return tally.differences > 0 ? EXIT.failed : EXIT.passed;
}

async function compareDrawn(pair: Pair, tally: Tally, asked: Asked): Promise<void> {
  const { runs, seed: first, against } = asked;
  for (let seed = first; seed < first + runs; seed++) {
    await compare(against === "nats" ? drawReal(seed) : drawProgram(seed), `seed ${seed}`, pair, tally, asked);
    const { programs, differences } = tally;
    if (programs % TELL_EVERY === 0) say(`${programs} of ${runs} programs, ${differences} unexplained differences`);
  }
}

/** In real time calls are further apart, and bytes take next to no time. */
function drawReal(seed: number): Program {
  return { ...drawProgram(seed, REAL_PACE_MS), hopMs: 1 };
}

async function compare(program: Program, name: string, pair: Pair, tally: Tally, asked: Asked): Promise<void> {
  const { unexplained, known } = await compareOn(program, pair);
  tally.programs++;
  for (const id of new Set(known.map((one) => one.id))) tally.known.set(id, (tally.known.get(id) ?? 0) + 1);
  if (unexplained === null) return;
  tally.differences++;
  const [fewest, shown] = await shortest(program, unexplained, name, pair, asked);
  print(
    [
      `${name}:`,
      programText(fewest),
      differenceText(shown, [pair.first.name, pair.second.name]),
      `again: npm run fuzz -- ${flags(asked)} --program ${written(fewest, name)}\n`,
    ].join("\n"),
  );
}

/** In real time a difference does not always come again, and a program takes as long as it says: that is told whole. */
async function shortest(
  program: Program,
  unexplained: Difference,
  name: string,
  pair: Pair,
  { against }: Asked,
): Promise<readonly [Program, Difference]> {
  if (against === "nats") return [program, unexplained];
  say(`${name}: a difference; looking for the shortest program that shows it`);
  const fewest = await shrunk(program, pair, unexplained);
  return [fewest, (await compareOn(fewest, pair)).unexplained ?? unexplained];
}

function flags({ against, fault }: Asked): string {
  return `--against ${against}${fault === undefined ? "" : ` --fault ${fault}`}`;
}

function written(program: Program, name: string): string {
  mkdirSync(FOLDER, { recursive: true });
  const file = join(
    FOLDER,
    `${name
      .replace(/^.*\//, "")
      .replace(/\W+/g, "-")
      .replace(/-json$/, "")}.json`,
  );
  writeFileSync(file, programJson(program));
  return file;
}

function tallyText({ programs, differences, known }: Tally, seconds: number): string {
  const lines = [...known].map(([id, count]) => `  ${id}: in ${count}, known (test/fuzz/known-differences.ts)`);
  const speed = (programs / seconds).toFixed(1);
  return [`${programs} programs, ${differences} with an unexplained difference; ${speed} a second`, ...lines].join(
    "\n",
  );
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function report(thrown: unknown): number {
  say(`error: ${errorText(thrown)}`);
  if (!(thrown instanceof AckademyError)) {
    say(thrown instanceof Error ? (thrown.stack ?? "") : "");
    return EXIT.failed;
  }
  say(thrown.remedy);
  if (thrown.kind === ErrorKind.NoBroker) return EXIT.noBroker;
  return thrown.kind === ErrorKind.BadInput ? EXIT.badInput : EXIT.failed;
}

process.exitCode = await main().catch(report);
