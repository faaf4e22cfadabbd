import type { CombinedReport } from "../../engine/cli/combine.ts";
import { cli } from "../support/cli.ts";

/** For tests in the browser: what the command line says of a run. */
export async function runInNode(_context: unknown, args: readonly string[]): Promise<CombinedReport> {
  const { stdout, stderr } = await cli(["run", ...args, "--json"]);
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as CombinedReport;
}

declare module "vitest/browser" {
  interface BrowserCommands {
    runInNode: (args: readonly string[]) => Promise<CombinedReport>;
  }
}
