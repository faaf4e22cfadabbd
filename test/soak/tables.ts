import type { BrokerName } from "../../engine/scenario/schema-engine.ts";
import type { Problem } from "../../engine/explore/judge.ts";
import { FAULT_KINDS, sumOf, type Tally } from "./tally.ts";
import type { Series } from "./series.ts";

export type Row = { readonly series: Series; readonly broker: BrokerName; readonly tally: Tally };

/** What a reader wants to know of each design, each by the problems that it is made of; one order may be in several. */
const COLUMNS: readonly (readonly [title: string, problem: Problem])[] = [
  ["never ended", "stuck"],
  ["done twice", "done-twice"],
  ["not whole", "not-whole"],
  ["stock held", "stock-held"],
  ["paid for nothing", "paid-not-shipped"],
  ["shipped unpaid", "shipped-not-paid"],
  ["no mail", "not-notified"],
  ["never told", "never-told"],
  ["told wrong", "told-wrong"],
];

/** How the orders came out, a row a series. */
export function ordersTable(rows: readonly Row[]): string {
  const head = [
    "design",
    "broker",
    "runs",
    "orders",
    "faults struck",
    "orders wrong",
    ...COLUMNS.map(([title]) => title),
  ];
  return markdown([
    head,
    ...rows.map(({ series, broker, tally }) => [
      series.design,
      broker,
      String(tally.runs),
      String(tally.orders),
      String(sumOf(tally.struck)),
      `${tally.wrongOrders} (${percent(tally.wrongOrders, tally.orders)})`,
      ...COLUMNS.map(([, problem]) => String(tally.problems[problem] ?? 0)),
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
