import type { TraceEvent } from "../events.ts";
import { eventsAbout } from "../follow.ts";
import { mermaidComment } from "./mermaid-text.ts";
import { otlpJson } from "./otlp.ts";
import { perfettoJson } from "./perfetto.ts";
import { sequenceDiagram } from "./sequence-diagram.ts";

/** One run as other tools see it. `title` names its scenario and its settings. */
export type ExportedRun = { readonly title: string; readonly events: readonly TraceEvent[] };

export const EXPORT_FORMATS = ["mermaid", "perfetto", "otlp"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export type ExportOptions = {
  /**
   * The wall time at which the runs began, in milliseconds since the Unix epoch. Tools for OpenTelemetry search by wall
   * time, and a trace has only the time since the run began.
   */
  readonly beganAtMs: number;
};

/** Each format: what a person calls it, the end of its files' names, and their type. */
export const EXPORTS: {
  readonly [Format in ExportFormat]: { readonly name: string; readonly ending: string; readonly type: string };
} = {
  mermaid: { name: "Mermaid sequence diagram", ending: ".mmd", type: "text/plain" },
  perfetto: { name: "Perfetto and Chrome trace", ending: ".perfetto.json", type: "application/json" },
  otlp: { name: "OpenTelemetry (OTLP JSON)", ending: ".otlp.json", type: "application/json" },
};

/** The runs in the format of another tool. A pure function: the same runs give the same text. */
export function exportRuns(runs: readonly ExportedRun[], format: ExportFormat, options: ExportOptions): string {
  switch (format) {
    case "mermaid":
      return runs.map(({ title, events }) => `${mermaidComment(title)}\n${sequenceDiagram(events)}`).join("\n");
    case "perfetto":
      return perfettoJson(runs);
    case "otlp":
      return otlpJson(runs, options);
  }
}

/** The part of each run about one job, request, flow or event of a log. Runs without it are left out. */
export function runsAbout(runs: readonly ExportedRun[], name: string): ExportedRun[] {
  return runs
    .map((run) => ({ ...run, events: eventsAbout(run.events, name) }))
    .filter(({ events }) => events.length > 0);
}
