import type { BrokerName } from "../../engine/scenario/brokers.ts";
import { type Aspect, ASPECTS, FAULT_KINDS, sumOf, type Tally } from "./tally.ts";
import type { Series } from "./series.ts";

export type Row = { readonly series: Series; readonly broker: BrokerName; readonly tally: Tally };

const COLUMNS = Object.keys(ASPECTS) as readonly Aspect[];

/** How the orders came out, a row a series. */
export function ordersTable(rows: readonly Row[]): string {
  const head = ["design", "broker", "runs", "orders", "faults struck", "orders wrong", ...COLUMNS];
  return markdown([
    head,
    ...rows.map(({ series, broker, tally }) => [
      series.design,
      broker,
      String(tally.runs),
      String(tally.orders),
      String(sumOf(tally.struck)),
      `${tally.wrongOrders} (${percent(tally.wrongOrders, tally.orders)})`,
      ...COLUMNS.map((aspect) => String(tally.problems[aspect] ?? 0)),
    ]),
  ]);
}

/** Which faults struck, a row a series. */
export function faultsTable(rows: readonly Row[]): string {
  return markdown([
    ["design", "broker", ...FAULT_KINDS],
    ...rows.map(({ series, broker, tally }) => [
      series.design,
      broker,
      ...FAULT_KINDS.map((kind) => String(tally.struck[kind] ?? 0)),
    ]),
  ]);
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`;
}

function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
