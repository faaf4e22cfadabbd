import type { CheckOutcome, CheckResult, RunOutcome } from "../scenario/run/run-types.ts";
import { describeEvent } from "../trace/describe.ts";
import { kindOf, type TraceEvent } from "../trace/events.ts";
import type { Tone } from "../trace/family.ts";
import type { Measures } from "../trace/measure/measures.ts";
import { formatMs } from "../trace/format.ts";
import { largest } from "../kernel/extremes.ts";
import { type Line, line, type Output, printLines } from "./output.ts";
import { paint, type Paint } from "./paint.ts";
import { measureLines } from "./print-measures.ts";

/** A longer timeline is cut; --trace writes the whole trace. */
const MOST_LINES = 400;

/** Prints a run for a person: its timeline, the figures of its queues and workers, its checks and its verdict. */
export function printOutcome({ header, events, report }: RunOutcome, output: Output): void {
  const style = paint(output);
  const { scenario, variant } = header;
  const title = scenario.variants.find((candidate) => candidate.id === variant)?.title;
  const lines = [
    "",
    line`${style("bold", scenario.title)}${title === undefined ? "" : ` · ${title}`}`,
    style(
      "dim",
      [
        scenario.id,
        `variant ${variant}`,
        `broker ${header.broker}`,
        `seed ${header.seed}`,
        ...knobTexts(header.knobs),
      ].join(" · "),
    ),
    "",
    ...timeline(events, style),
    "",
    ...figures(report.measures, style),
    ...report.checks.filter((check) => check.outcome !== "not-applicable").map((check) => checkLine(check, style)),
    "",
    line`${report.verdict === "passed" ? style(["bold", "green"], "PASSED") : style(["bold", "red"], "FAILED")}  ${report.sentence}`,
  ];
  printLines(output, lines);
}

function knobTexts(knobs: { readonly [id: string]: unknown }): string[] {
  return Object.entries(knobs).map(([id, value]) => `${id}=${String(value)}`);
}

function figures(measures: Measures, style: Paint): Line[] {
  const lines = measureLines(measures);
  return lines.length === 0 ? [] : [...lines, ""].map((text) => style("dim", text));
}

function timeline(events: readonly TraceEvent[], style: Paint): Line[] {
  if (events.length <= MOST_LINES) return linesOf(events, style);
  const half = MOST_LINES / 2;
  const left = events.length - MOST_LINES;
  return [
    ...linesOf(events.slice(0, half), style),
    style("dim", `… ${left} more events; --trace FILE writes all of them …`),
    ...linesOf(events.slice(-half), style),
  ];
}

function linesOf(events: readonly TraceEvent[], style: Paint): Line[] {
  const width = largest(
    events.map((event) => event.actor.length),
    0,
  );
  return events.map(
    (event) => line`${style("dim", formatMs(event.at))}  ${event.actor.padEnd(width)}  ${styled(event, style)}`,
  );
}

const COLOURS: { readonly [tone in Tone]: Parameters<Paint>[0] | null } = {
  plain: null,
  work: "cyan",
  good: "green",
  warn: "yellow",
  bad: "red",
};

function styled(event: TraceEvent, style: Paint): Line | string {
  const text = describeEvent(event);
  // A redelivery has the type of a delivery, but deserves attention.
  const tone = event.type === "job-delivered" && event.attempt > 1 ? "warn" : kindOf(event).tone;
  const colour = COLOURS[tone];
  return colour === null ? text : style(colour, text);
}

const MARKS: { readonly [outcome in CheckOutcome]: string } = {
  passed: "ok",
  failed: "FAILED",
  expected: "broken on purpose",
  "not-applicable": "not claimed",
};

function checkLine({ kind, id, outcome, detail }: CheckResult, style: Paint): Line {
  const colour = outcome === "failed" ? "red" : outcome === "expected" ? "yellow" : "green";
  return line`${style(colour, MARKS[outcome])}  ${style("dim", `${kind} ${id}:`)} ${detail}`;
}
