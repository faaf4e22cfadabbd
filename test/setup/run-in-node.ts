import { execFile } from "node:child_process";
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

/** For tests in the browser: the digest of every shipped run, `scenario/variant`, as a Node process makes it. */
export async function digestsInNode(): Promise<{ readonly [name: string]: string }> {
  const program = fileURLToPath(new URL("../golden/digests.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", program]);
  return JSON.parse(stdout) as { readonly [name: string]: string };
}

declare module "vitest/browser" {
  interface BrowserCommands {
    digestsInNode: () => Promise<{ readonly [name: string]: string }>;
    runInNode: (args: readonly string[]) => Promise<CombinedReport>;
  }
}
