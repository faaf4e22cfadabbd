import { InternalError } from "../kernel/errors.ts";
import { digestText } from "../scenario/run/report.ts";
import type { LedgerSide } from "../scenario/checks/ledger.ts";
import type { RunReport } from "../scenario/run/run-types.ts";

/** The object that `--json` prints: one for all variants that ran. */
export type CombinedReport = Omit<RunReport, "variant" | "measures"> & {
  /** By variant: figures of different runs have no sum. */
  readonly measures: { readonly [variant: string]: RunReport["measures"] };
};

/**
 * Combines the reports of all variants. Times, events and money are summed; the digest is computed from the variants'
 * digests in their order. The report of a single variant stays as it is. `wallMs`: the wall time of the whole command.
 */
export function combine(reports: readonly RunReport[], wallMs: number): CombinedReport {
  const first = reports[0];
  if (!first) throw new InternalError("combine: found no report of a variant, expected at least one");
  const digests = reports.map((report) => report.traceDigest);
  return {
    scenario: first.scenario,
    broker: first.broker,
    seed: first.seed,
    verdict: reports.some((report) => report.verdict === "failed") ? "failed" : "passed",
    sentence:
      reports.length === 1
        ? first.sentence
        : reports.map((report) => `${report.variant}: ${report.sentence}`).join(" "),
    checks: reports.flatMap((report) => report.checks),
    virtualMs: first.virtualMs === null ? null : sum(reports.map((report) => report.virtualMs ?? 0)),
    wallMs: Math.round(wallMs),
    events: sum(reports.map((report) => report.events)),
    counts: addCounts(reports.map((report) => report.counts)),
    ledger: {
      expected: addSides(reports.map((report) => report.ledger.expected)),
      actual: addSides(reports.map((report) => report.ledger.actual)),
    },
    measures: Object.fromEntries(reports.map(({ variant, measures }) => [variant, measures])),
    traceDigest: digests.length === 1 || digests.includes(null) ? (digests[0] ?? null) : digestText(digests.join("\n")),
  };
}

function addCounts(all: readonly { readonly [type: string]: number }[]): { [type: string]: number } {
  const total: { [type: string]: number } = {};
  for (const [type, count] of all.flatMap((counts) => Object.entries(counts))) total[type] = (total[type] ?? 0) + count;
  return total;
}

function addSides(sides: readonly LedgerSide[]): LedgerSide {
  return { effects: sum(sides.map((side) => side.effects)), cents: sum(sides.map((side) => side.cents)) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
