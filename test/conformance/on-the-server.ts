import { expect } from "vitest";
import type { CombinedReport } from "../../engine/cli/combine.ts";
import { cli } from "../support/cli.ts";
import { untilItTells } from "./lateness.ts";

export const reportOf = (stdout: string) => JSON.parse(stdout) as CombinedReport;

/**
 * Runs a scenario with all its variants on this real server (null: on servers of its own), from the command line; everything
 * that is checked holds.
 */
export function holdsOnTheServer(id: string, url: string | null): Promise<CombinedReport> {
  return untilItTells(url, async () => {
    const where = url === null ? [] : ["--server", url];
    const { code, stdout, stderr } = await cli(["run", id, "--broker", "nats", ...where, "--json"]);
    expect(stdout, stderr).not.toBe("");
    const report = reportOf(stdout);
    expect(report.checks.filter(({ outcome }) => outcome === "failed")).toEqual([]);
    expect([code, report.verdict, report.virtualMs, report.traceDigest]).toEqual([0, "passed", null, null]);
    return report;
  });
}
