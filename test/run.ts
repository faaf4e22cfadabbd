import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stopwatchMs } from "../engine/clock/system-clock.ts";
import { AckademyError, errorText } from "../engine/kernel/errors.ts";
import { type Commands, keptCommands, say, shownCommands } from "./setup/commands.ts";
import { COMPUTING, QUICK, type Step, WAITING } from "./setup/steps.ts";
import { checkTally, sumOf, type Tally } from "./setup/tally.ts";

/**
 * `npm test`: everything, the quick checks first. `npm test -- unit lint` runs only those. `npm run test:full` (`--full`)
 * also runs the cases that `npm test` leaves out, see `test/support/sampled.ts`.
 *
 * R1  The last line is `N passed, N failed`; the exit code is 0 only when nothing failed.
 * R2  Nothing is skipped in silence: what a step needs and cannot get is a failure that says what to install, and the cases
 *     that are left to `npm run test:full` are counted.
 */
const FULL = "--full";
const STEPS: readonly Step[] = [...QUICK, ...COMPUTING, ...WAITING];

type Outcome = { readonly name: string; readonly tally: Tally; readonly seconds: number };

async function outcomeOf(step: Step, commands: Commands): Promise<Outcome> {
  const startedAt = stopwatchMs();
  const tally = await tallyOf(step, commands);
  return { name: step.name, tally, seconds: (stopwatchMs() - startedAt) / 1000 };
}

async function tallyOf(step: Step, commands: Commands): Promise<Tally> {
  try {
    await step.prepare?.(commands);
  } catch (thrown) {
    commands.say(`${step.name} cannot run: ${errorText(thrown)}`);
    if (thrown instanceof AckademyError) commands.say(thrown.remedy);
    return checkTally(false, `${step.name} cannot run`);
  }
  return step.run(commands);
}

type Shared = Parameters<typeof shownCommands>[0];

/** One after the other, each with its output as it comes. */
async function inTurn(steps: readonly Step[], shared: Shared): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const step of steps) {
    say(`\n── ${step.name}`);
    outcomes.push(await outcomeOf(step, shownCommands(shared)));
  }
  return outcomes;
}

/** Beside something else: the output of each comes when `before` is over. */
async function beside(steps: readonly Step[], shared: Shared, before: Promise<unknown>): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const step of steps) {
    const commands = keptCommands(shared);
    outcomes.push(await outcomeOf(step, commands));
    await before;
    say(`\n── ${step.name}`);
    commands.show();
  }
  return outcomes;
}

async function runAll(chosen: ReadonlySet<string>, shared: Shared): Promise<Outcome[]> {
  const among = (steps: readonly Step[]) => steps.filter(({ name }) => chosen.has(name));
  const quick = await inTurn(among(QUICK), shared);
  const [computing, waiting] = [among(COMPUTING), among(WAITING)];
  if (computing.length === 0) return [...quick, ...(await inTurn(waiting, shared))];
  for (const { name } of waiting) say(`\n${name} runs beside the others; its output follows theirs`);
  const inFront = inTurn(computing, shared);
  const behind = beside(waiting, shared, inFront);
  return [...quick, ...(await inFront), ...(await behind)];
}

function report(outcomes: readonly Outcome[], isFull: boolean): number {
  const total = sumOf(outcomes.map(({ tally }) => tally));
  if (total.failures.length > 0) say(`\nFailed:\n${total.failures.map((name) => `  ${name}`).join("\n")}`);
  const left = isFull ? "not run" : "left to npm run test:full";
  const summary = outcomes.map(({ name, seconds, tally: { passed, failed, notRun } }) => {
    const rest = notRun === 0 ? "" : `, ${notRun} ${left}`;
    return `${name.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s  ${passed} passed, ${failed} failed${rest}`;
  });
  say(`\n${summary.join("\n")}\n`);
  if (total.notRun > 0) say(`${total.notRun} cases ${left}`);
  say(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

async function main(args: readonly string[]): Promise<number> {
  const isFull = args.includes(FULL);
  const names = args.filter((name) => name !== FULL);
  const unknown = names.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0) {
    say(`no step ${unknown.join(", ")}; there are ${STEPS.map(({ name }) => name).join(", ")}`);
    return 2;
  }
  const chosen = new Set(names.length > 0 ? names : STEPS.map(({ name }) => name));
  const reports = mkdtempSync(join(tmpdir(), "ackademy-reports-"));
  try {
    const environment: Record<string, string> = { ACKADEMY_TEST_FULL: isFull ? "1" : "" };
    return report(await runAll(chosen, { reports, environment }), isFull);
  } finally {
    rmSync(reports, { recursive: true });
  }
}

process.exitCode = await main(process.argv.slice(2));
