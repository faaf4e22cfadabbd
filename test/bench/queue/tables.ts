import { FEATURES } from "./features.ts";
import type { Values } from "./interleave.ts";
import { type Measure, MEASURES } from "./measures.ts";
import { BARE, ENGINE, type Findings, OTHERS } from "./session.ts";
import { ratios, type Spread, spreadOf } from "./statistics.ts";
import { WAYS } from "./ways.ts";

/** The tables of a run, by the names of their sections; only of what was measured. */
export function tablesOf(findings: Findings): ReadonlyMap<string, string> {
  const tables = new Map<string, string>();
  if (findings.measures.size > 0) {
    tables.set("bare", bareTable(findings));
    tables.set("others", othersTable(findings));
  }
  if (findings.ways !== null) tables.set("ways", waysTable(findings.ways));
  if (findings.features !== null) tables.set("features", featuresTable(findings.features));
  if (findings.memory !== null) tables.set("memory", memoryLine(findings.memory));
  return tables;
}

/** Each measure and part with its row's title. */
function rowsOf({ measures }: Findings): readonly { measure: Measure; part: number; title: string }[] {
  return MEASURES.filter(({ id }) => measures.has(id)).flatMap((measure) => {
    const parts = measure.parts ?? [""];
    return parts.map((name, part) => ({
      measure,
      part,
      title: [measure.title, name].filter((word) => word !== "").join(", "),
    }));
  });
}

function bareTable(findings: Findings): string {
  const head = ["", "engine, file", "bare, file", "**ratio**", "engine, memory", "bare, memory", "**ratio**"];
  const rows = rowsOf(findings).map(({ measure, part, title }) => {
    const of = (system: string) => findings.measures.get(measure.id)?.get(system)?.[part] ?? [];
    const cells = (["file", "memory"] as const).flatMap((storage) => {
      const [ours, bare] = [of(ENGINE[storage]), of(BARE[storage])];
      return [value(ours, measure), value(bare, measure), `**${ratio(better(measure, ours, bare))}**`];
    });
    return [title, ...cells];
  });
  return table(head, rows);
}

function othersTable(findings: Findings): string {
  const systems = [ENGINE.file, ENGINE.memory, ...Object.values(OTHERS)];
  const shown = systems.filter((name) => [...findings.measures.values()].some((values) => values.get(name)?.length));
  const rows = rowsOf(findings).map(({ measure, part, title }) => {
    const of = (system: string) => findings.measures.get(measure.id)?.get(system)?.[part] ?? [];
    const rivals = Object.values(OTHERS).filter((name) => of(name).length > 0);
    const worst = rivals
      .map((name) => spreadOf(better(measure, of(ENGINE.file), of(name))))
      .toSorted((a, b) => a.median - b.median)[0];
    return [
      title,
      ...shown.map((name) => value(of(name), measure)),
      worst === undefined ? "–" : `**${spread(worst)}**`,
    ];
  });
  return table(["", ...shown, "**engine, file, to the best of the others**"], rows);
}

/** Above 1: ours is ahead. */
function better({ unit }: Measure, ours: readonly number[], theirs: readonly number[]): readonly number[] {
  return unit === "ms" ? ratios(theirs, ours) : ratios(ours, theirs);
}

function waysTable(ways: Values): string {
  const rows = WAYS.map((way) => [
    way,
    ...["file", "memory"].map((storage) => perSecond(ways.get(`${way}|${storage}`)?.[0] ?? [])),
  ]);
  return table(["jobs a second", "file", "memory"], rows);
}

function featuresTable(features: Values): string {
  const [plain] = features.get("nothing") ?? [[]];
  const rows = FEATURES.map(({ name }) => {
    const values = features.get(name)?.[0] ?? [];
    return [name, perSecond(values), name === "nothing" ? "1" : ratio(ratios(values, plain ?? []))];
  });
  return table(["switched on", "jobs a second, 4 workers", "of that with nothing"], rows);
}

function memoryLine({ jobs, bytes }: NonNullable<Findings["memory"]>): string {
  const megabytes = (bytes / 1e6).toFixed(1);
  return `${jobs.toLocaleString("en")} queued jobs change the engine's process by ${megabytes} MB.`;
}

function value(values: readonly number[], { unit }: Measure): string {
  if (values.length === 0) return "–";
  return unit === "ms" ? `${spreadOf(values).median.toFixed(2)} ms` : perSecond(values);
}

function perSecond(values: readonly number[]): string {
  const { median } = spreadOf(values);
  return Number.isNaN(median) ? "–" : (Math.round(median / 10) * 10).toLocaleString("en");
}

function ratio(values: readonly number[]): string {
  return values.length === 0 ? "–" : spread(spreadOf(values));
}

function spread({ median, low, high }: Spread): string {
  return `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
