import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { acquireNatsServer } from "../engine/broker/nats-server/acquire.ts";
import { stopwatchMs } from "../engine/clock/system-clock.ts";
import { AckademyError, errorText } from "../engine/kernel/errors.ts";
import { buildServer } from "../engine/wasm/build/build-server.ts";
import { ensureChromium } from "./setup/chromium.ts";
import { checkTally, sumOf, type Tally, type VitestReport, vitestTally } from "./setup/tally.ts";

/**
 * `npm test`: everything, in an order in which the quick checks come first. `npm test -- unit lint` runs only those.
 *
 * R1  The last line is `N passed, N failed`; the exit code is 0 only when nothing failed.
 * R2  Nothing is skipped in silence: what a step needs and cannot get is a failure that says what to install.
 */
type Step = {
  readonly name: string;
  readonly run: () => Promise<Tally>;
  /** Gets what the step needs, or throws. */
  readonly prepare?: () => unknown;
};

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const reports = mkdtempSync(join(tmpdir(), "ackademy-reports-"));
/** What the steps' processes get in their environment beyond ours. */
const environment: Record<string, string> = {};

const STEPS: readonly Step[] = [
  { name: "typecheck", run: () => script("typecheck") },
  { name: "lint", run: () => script("lint") },
  { name: "unused", run: () => script("unused") },
  { name: "format", run: () => script("format:check") },
  { name: "spelling", run: () => script("spelling") },
  { name: "reference", run: () => script("docs:api") },
  { name: "tidy", run: () => vitest("tidy") },
  { name: "unit", run: () => vitest("unit") },
  { name: "conformance", run: () => vitest("conformance"), prepare: getServers },
  { name: "browser", run: () => vitest("browser"), prepare: getChromiumAndServer },
];

/** Both of them: the one that runs as a process, and the one that runs in ours. */
async function getServers(): Promise<void> {
  const { path, version } = await acquireNatsServer({ onNote: say });
  environment["ACKADEMY_NATS_SERVER"] = path;
  say(`nats-server ${version}: ${path}`);
  await buildWasm();
}

async function getChromiumAndServer(): Promise<void> {
  ensureChromium();
  await buildWasm();
}

/** From its cache, as a rule. */
async function buildWasm(): Promise<void> {
  const built = await buildServer({ onNote: say });
  say(`nats-server ${built.version} as WebAssembly: ${built.folder}`);
}

async function script(name: string): Promise<Tally> {
  return checkTally(await succeeds("npm", ["run", "--silent", name]), `npm run ${name}`);
}

async function vitest(project: string): Promise<Tally> {
  const report = join(reports, `${project}.json`);
  const succeeded = await succeeds(process.execPath, [
    join(ROOT, "node_modules/vitest/vitest.mjs"),
    "run",
    "--config=test/vitest.config.ts",
    `--project=${project}`,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]);
  return vitestTally(readReport(report), succeeded);
}

function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: "inherit", env: { ...process.env, ...environment } });
    child.once("error", (error) => {
      say(error.message);
      resolve(false);
    });
    child.once("close", (code) => resolve(code === 0));
  });
}

function readReport(file: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as VitestReport;
  } catch {
    return undefined;
  }
}

async function outcomeOf(step: Step): Promise<Tally> {
  try {
    await step.prepare?.();
  } catch (thrown) {
    say(`${step.name} cannot run: ${errorText(thrown)}`);
    if (thrown instanceof AckademyError) say(thrown.remedy);
    return checkTally(false, `${step.name} cannot run`);
  }
  return step.run();
}

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0) {
    say(`no step ${unknown.join(", ")}; there are ${STEPS.map(({ name }) => name).join(", ")}`);
    return 2;
  }
  const tallies: Tally[] = [];
  const summary: string[] = [];
  for (const step of STEPS.filter(({ name }) => names.length === 0 || names.includes(name))) {
    say(`\n── ${step.name}`);
    const startedAt = stopwatchMs();
    const tally = await outcomeOf(step);
    const seconds = ((stopwatchMs() - startedAt) / 1000).toFixed(1);
    tallies.push(tally);
    summary.push(`${step.name.padEnd(12)} ${seconds.padStart(6)} s  ${countsText(tally)}`);
  }
  const total = sumOf(tallies);
  if (total.failures.length > 0) say(`\nFailed:\n${total.failures.map((name) => `  ${name}`).join("\n")}`);
  say(`\n${summary.join("\n")}\n\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

function countsText({ passed, failed, notRun }: Tally): string {
  return `${passed} passed, ${failed} failed${notRun === 0 ? "" : `, ${notRun} not run`}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = await main(process.argv.slice(2)).finally(() => rmSync(reports, { recursive: true }));
