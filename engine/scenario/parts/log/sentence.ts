import { formatCount } from "../../../trace/format.ts";
import type { RunFacts } from "../../checks/facts.ts";
import { appendedTo, readingsOf } from "../../checks/readings.ts";

/** How many events the logs hold, and how far their readers are. Empty without logs. */
export function logsText(facts: RunFacts): string {
  return facts.scenario.logs.map(({ name }) => logText(facts, name)).join("; ");
}

function logText(facts: RunFacts, log: string): string {
  const appended = appendedTo(facts, log).length;
  const stored = facts.logsLastSeen.get(log)?.stored ?? 0;
  const all =
    stored >= appended ? `all ${formatCount(appended, "event")}` : `${stored} of ${formatCount(appended, "event")}`;
  const left = facts.logsLastSeen.get(log)?.left ?? {};
  const readings = readingsOf(facts, log);
  const through = readings.filter(({ reader }) => left[reader] === 0).map(({ reader }) => reader);
  const behind = readings
    .filter(({ reader }) => left[reader] !== 0)
    .map(({ reader }) => (left[reader] === undefined ? `${reader} never came` : `${reader} has ${left[reader]} left`));
  const parts = [through.length > 0 ? `read to the end by ${listAll(through)}` : "", ...behind];
  return [`the log ${log} holds ${all}`, ...parts.filter((text) => text !== "")].join(", ");
}

function listAll(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
