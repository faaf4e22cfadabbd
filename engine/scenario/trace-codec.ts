import { BadInputError, errorText } from "../kernel/errors.ts";
import type { TraceEvent } from "../trace/events.ts";
import { resolveScenario } from "./run/resolve.ts";
import type { RunOutcome, TraceHeader } from "./run/run-types.ts";
import { nestingProblem } from "./nesting.ts";
import { BROKERS } from "./brokers.ts";
import { currentBroker, currentEvent } from "./older-forms.ts";
import { eventProblem } from "./stored-event.ts";
import { validateScenario } from "./validate.ts";

const FORMAT_VERSION = 2;

/** A stored trace: JSON lines, a header and then the events. Several runs may follow each other in one file. */
export type StoredTrace = { readonly header: TraceHeader; readonly events: readonly TraceEvent[] };

/** The run as text; see `traceLines`. */
export function encodeTrace(outcome: RunOutcome): string {
  return [...traceLines(outcome)].join("");
}

/** The run line by line, with the results of its checks as its last events. */
export function* traceLines({ header, events, report }: RunOutcome): Generator<string> {
  const last = events.at(-1);
  const checks = report.checks
    .filter(({ outcome }) => outcome !== "not-applicable")
    .map(({ id, outcome, detail }, i) => ({
      seq: events.length + 1 + i,
      id: `checker/1/${i + 1}`,
      cause: null,
      at: last?.at ?? 0,
      tick: last?.tick ?? null,
      actor: "checker",
      incarnation: 1,
      type: outcome === "failed" ? "check-failed" : "check-passed",
      check: id,
      detail,
    }));
  yield `${JSON.stringify(header)}\n`;
  for (const event of events) yield `${JSON.stringify(event)}\n`;
  for (const check of checks) yield `${JSON.stringify(check)}\n`;
}

/** Reads stored traces. @throws BadInputError with file and line if the text is not a trace of this format. */
export function decodeTraces(text: string, file: string): StoredTrace[] {
  const traces: { header: TraceHeader; isOld: boolean; events: TraceEvent[] }[] = [];
  text.split("\n").forEach((line, index) => {
    if (line.trim() === "") return;
    const where = `${file}, line ${index + 1}`;
    const data = parseLine(line, where);
    const trace = traces.at(-1);
    const isOld = data["formatVersion"] === 1;
    if (data["format"] !== undefined) traces.push({ header: checkHeader(data, where), isOld, events: [] });
    else if (!trace) throw badTrace(where, "found an event, expected the header that begins a trace");
    else trace.events.push(checkEvent(trace.isOld ? currentEvent(data) : data, trace.events.length + 1, where));
  });
  if (traces.length === 0) throw badTrace(file, "found nothing, expected a trace");
  return traces.map(({ header, events }) => ({ header, events }));
}

function parseLine(line: string, where: string): Record<string, unknown> {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch (thrown) {
    throw badTrace(where, `is not JSON: ${errorText(thrown)}`);
  }
  if (typeof data !== "object" || data === null || Array.isArray(data)) throw badTrace(where, "found no object");
  const unfit = nestingProblem(data);
  if (unfit !== null) throw badTrace(where, unfit);
  return data as Record<string, unknown>;
}

function checkHeader(data: Record<string, unknown>, where: string): TraceHeader {
  if (data["format"] !== "ackademy-trace" || ![1, FORMAT_VERSION].includes(data["formatVersion"] as number)) {
    throw badTrace(
      where,
      `found format ${JSON.stringify(data["format"])} version ${JSON.stringify(data["formatVersion"])}, expected "ackademy-trace" version 1 or ${FORMAT_VERSION}`,
    );
  }
  const { variant, seed, knobs, interventions } = data;
  const broker = currentBroker(data["broker"]);
  if (typeof variant !== "string")
    throw badTrace(where, `variant: found ${JSON.stringify(variant)}, expected a string`);
  if (typeof seed !== "number") throw badTrace(where, `seed: found ${JSON.stringify(seed)}, expected a number`);
  if (typeof knobs !== "object" || knobs === null) throw badTrace(where, "knobs: expected an object");
  if (!Array.isArray(interventions)) throw badTrace(where, "interventions: expected a list");
  if (!BROKERS.some((name) => name === broker))
    throw badTrace(where, `broker: found ${JSON.stringify(broker)}, expected ${BROKERS.join(" or ")}`);
  if (typeof data["engine"] !== "string") throw badTrace(where, "engine: expected the version that wrote the trace");
  if (!interventions.every(isIntervention))
    throw badTrace(where, "interventions: expected afterTick, atMs and an action with kind and actor in each");
  if (data["handlers"] !== undefined && !isHandlersFile(data["handlers"]))
    throw badTrace(where, "handlers: expected an object with file and text");
  const header = {
    ...data,
    formatVersion: FORMAT_VERSION,
    broker,
    scenario: validateScenario(data["scenario"], `${where}, scenario`),
  } as TraceHeader;
  fitsItsScenario(header, where);
  return header;
}

function isHandlersFile(data: unknown): boolean {
  const { file, text } = (data ?? {}) as { readonly file?: unknown; readonly text?: unknown };
  return typeof file === "string" && typeof text === "string";
}

function isIntervention(data: unknown): boolean {
  const made = data as { afterTick?: unknown; atMs?: unknown; action?: { kind?: unknown; actor?: unknown } } | null;
  return (
    typeof made?.afterTick === "number" &&
    typeof made.atMs === "number" &&
    typeof made.action?.kind === "string" &&
    typeof made.action.actor === "string"
  );
}

function fitsItsScenario(header: TraceHeader, where: string): void {
  try {
    resolveScenario(header);
  } catch (thrown) {
    throw badTrace(where, errorText(thrown));
  }
}

function checkEvent(data: { readonly [field: string]: unknown }, seq: number, where: string): TraceEvent {
  const problem = eventProblem(data, seq);
  if (problem !== null) throw badTrace(where, problem);
  return data as unknown as TraceEvent;
}

function badTrace(where: string, what: string): BadInputError {
  return new BadInputError(where, what, "Record the trace again with `run … --trace FILE`.");
}
