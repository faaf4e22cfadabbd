import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { CombinedReport } from "../../engine/cli/combine.ts";
import { cli } from "../support/cli.ts";

/** For tests in the browser: what the command line says of a run. */
export async function runInNode(_context: unknown, args: readonly string[]): Promise<CombinedReport> {
  const { stdout, stderr } = await cli(["run", ...args, "--json"]);
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as CombinedReport;
}

/** For tests in the browser: the file that `run --trace` writes. */
export async function traceInNode(_context: unknown, args: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "ackademy-trace-test-"));
  try {
    const file = join(folder, "run.jsonl");
    const { stderr } = await cli(["run", ...args, "--trace", file]);
    return await readFile(file, "utf8").catch(() => Promise.reject(new Error(stderr)));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** For tests in the browser: the digest of every shipped run, `scenario/variant`, as a Node process makes it. */
export async function digestsInNode(): Promise<{ readonly [name: string]: string }> {
  const program = fileURLToPath(new URL("../golden/digests.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", program]);
  return JSON.parse(stdout) as { readonly [name: string]: string };
}

declare module "vitest/browser" {
  interface BrowserCommands {
    digestsInNode: () => Promise<{ readonly [name: string]: string }>;
    traceInNode: (args: readonly string[]) => Promise<string>;
    runInNode: (args: readonly string[]) => Promise<CombinedReport>;
  }
}
