import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The command line as one JavaScript file, which `test/setup/cli-bundle.ts` writes before the tests. It starts with 0.6 s
 * of CPU time; from its sources, through the TypeScript loader, it needs 2.5 s.
 */
export const CLI_BUNDLE = join(ROOT, "node_modules/.ackademy-test/cli.mjs");
const FROM_SOURCES = ["--import", "tsx", "engine/cli/main.ts"];

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };
export type Running = { readonly child: ChildProcess; readonly ended: Promise<Ended> };

/** The command line as a process of its own, its output in pipes: nowhere a terminal. */
export function startCli(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  return start([CLI_BUNDLE, ...args], env);
}

/** As `npm run scenario` starts it. */
export function cliFromSources(args: readonly string[]): Promise<Ended> {
  return start([...FROM_SOURCES, ...args], {}).ended;
}

function start(args: readonly string[], env: Readonly<Record<string, string>>): Running {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended };
}

export function cli(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return startCli(args, env).ended;
}
