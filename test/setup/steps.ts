import { readFileSync } from "node:fs";
import { join } from "node:path";
import { acquireNatsServer } from "../../engine/broker/nats-server/acquire.ts";
import { buildServer } from "../../engine/wasm/build/build-server.ts";
import { ensureChromium } from "./chromium.ts";
import type { Commands } from "./commands.ts";
import { checkTally, type Tally, type VitestReport, vitestTally } from "./tally.ts";

/** A part of `npm test`. */
export type Step = {
  readonly name: string;
  readonly run: (commands: Commands) => Promise<Tally>;
  /** Gets what the step needs, or throws. */
  readonly prepare?: (commands: Commands) => Promise<void>;
};

/** The quick checks. They do not depend on each other. */
export const QUICK: readonly Step[] = [
  { name: "typecheck", run: (commands) => script("typecheck", commands) },
  { name: "lint", run: (commands) => script("lint", commands) },
  { name: "unused", run: (commands) => script("unused", commands) },
  { name: "format", run: (commands) => script("format:check", commands) },
  { name: "spelling", run: (commands) => script("spelling", commands) },
  { name: "reference", run: (commands) => script("docs:api", commands) },
  { name: "tidy", run: (commands) => vitest("tidy", commands) },
];

/** Conformance mostly waits for real time: it runs beside the others, which mostly compute. */
export const COMPUTING: readonly Step[] = [
  { name: "unit", run: (commands) => vitest("unit", commands) },
  { name: "browser", run: (commands) => vitest("browser", commands), prepare: getChromiumAndServer },
  { name: "site", run: (commands) => vitest("site", commands), prepare: getChromiumAndServer },
];
export const WAITING: readonly Step[] = [
  { name: "conformance", run: (commands) => vitest("conformance", commands), prepare: getServers },
];

/** Both of them: the one that runs as a process, and the one that runs in ours. */
async function getServers({ say, environment }: Commands): Promise<void> {
  const { path, version } = await acquireNatsServer({ onNote: say });
  environment["ACKADEMY_NATS_SERVER"] = path;
  say(`nats-server ${version}: ${path}`);
  await buildWasm(say);
}

async function getChromiumAndServer({ say }: Commands): Promise<void> {
  ensureChromium();
  await buildWasm(say);
}

let built: ReturnType<typeof buildServer> | undefined;

/** From its cache, as a rule. Two steps that run at once need it: it is built once. */
async function buildWasm(say: (line: string) => void): Promise<void> {
  built ??= buildServer({ onNote: say });
  const { version, folder } = await built;
  say(`nats-server ${version} as WebAssembly: ${folder}`);
}

async function script(name: string, { succeeds }: Commands): Promise<Tally> {
  return checkTally(await succeeds("npm", ["run", "--silent", name]), `npm run ${name}`);
}

async function vitest(project: string, { succeeds, reports }: Commands): Promise<Tally> {
  const report = join(reports, `${project}.json`);
  const succeeded = await succeeds(process.execPath, [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--config=test/vitest.config.ts",
    `--project=${project}`,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]);
  return vitestTally(readReport(report), succeeded);
}

function readReport(file: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as VitestReport;
  } catch {
    return undefined;
  }
}
