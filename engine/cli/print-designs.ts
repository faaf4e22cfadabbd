import type { RunOutcome } from "../scenario/run/run-types.ts";
import { designTable, type DesignRow } from "../scenario/compare/level-table.ts";
import { aligned } from "./aligned.ts";
import { type Output, printLines } from "./output.ts";
import { paint } from "./paint.ts";

/** Prints a table with the outcome of a flow in each design, in place of their timelines. */
export function printDesigns(outcomes: readonly RunOutcome[], rows: readonly DesignRow[], output: Output): void {
  const first = outcomes[0];
  if (!first) return;
  const style = paint(output);
  const { scenario, seed, broker } = first.header;
  const [heads = [], ...cells] = aligned(designTable(rows), "ends");
  const lines = [
    "",
    style("bold", scenario.title),
    style("dim", `${scenario.id} · broker ${broker} · seed ${seed}`),
    "",
    style("dim", heads.join("  ")),
    ...cells.map((row, i) => {
      const failed = rows[i]?.verdict === "failed";
      return failed ? style("red", `${row.join("  ")}  (claim failed)`) : row.join("  ");
    }),
    "",
    ...outcomes.flatMap(({ header, report }) =>
      report.checks
        .filter((check) => check.outcome === "failed")
        .map((check) => style("red", `FAILED  ${header.variant}: ${check.kind} ${check.id}: ${check.detail}`)),
    ),
    style("dim", "--level N or --variant ID prints the timeline of one design."),
  ];
  printLines(output, lines);
}
