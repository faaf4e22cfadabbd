import { eventNames, jobNames } from "../../names.ts";
import type { Scenario } from "../../schema.ts";
import { unknown } from "../../cross-check/unknown.ts";

/** What a schema cannot say of logs: that appenders, readers and checks name some that are there, and can do what they are to do. */
export function logProblems(scenario: Scenario): string[] {
  return [
    ...unknownLogs(scenario),
    ...scenario.appenders.flatMap(impossibleKeys),
    ...scenario.readers.flatMap((reader, i) => [
      ...impossibleHandler(scenario, reader, `readers.${i}.handler`),
      ...impossibleRewind(scenario, reader, `readers.${i}.rewindAfter`),
    ]),
    ...eventsOnTheWire(scenario),
  ];
}

type Appender = Scenario["appenders"][number];
type Reader = Scenario["readers"][number];

function unknownLogs({ logs, appenders, readers, claims }: Scenario): string[] {
  const known = logs.map(({ name }) => name);
  const uses: [string, string][] = [
    ...appenders.map(({ log }, i): [string, string] => [`appenders.${i}.log`, log]),
    ...readers.map(({ log }, i): [string, string] => [`readers.${i}.log`, log]),
    ...claims.flatMap(({ check }, i): [string, string][] =>
      "log" in check ? [[`claims.${i}.check.log`, check.log]] : [],
    ),
  ];
  return uses.filter(([, log]) => !known.includes(log)).map(([path, log]) => unknown(path, log, known));
}

function impossibleKeys({ keys, hotKeyPercent }: Appender, i: number): string[] {
  if (hotKeyPercent === null || keys !== undefined) return [];
  return [
    `appenders.${i}.hotKeyPercent: found ${hotKeyPercent} without keys, expected keys: one of them is the hot one`,
  ];
}

function impossibleHandler({ queues }: Scenario, { handler }: Reader, path: string): string[] {
  switch (handler.kind) {
    case "work":
      return [];
    case "charge":
      return handler.fenced ? [`${path}.fenced: found true, expected false: a log gives no fencing tokens`] : [];
    case "hand-on": {
      const known = queues.map(({ name }) => name);
      return known.includes(handler.to) ? [] : [unknown(`${path}.to`, handler.to, known)];
    }
    case "service":
      return [`${path}.kind: found "service", expected work, charge or hand-on: an event is no command of a flow`];
  }
}

function impossibleRewind(scenario: Scenario, { rewindAfter, count, log }: Reader, path: string): string[] {
  if (rewindAfter === null) return [];
  const known = eventNames(scenario, log);
  if (!known.includes(rewindAfter)) return [unknown(path, rewindAfter, known)];
  if (count === 1) return [];
  return [
    `${path}: found "${rewindAfter}" with a count of ${count}, expected a count of 1: who goes back must be alone`,
  ];
}

/** Faults on the wire strike what is on its way into a queue. */
function eventsOnTheWire(scenario: Scenario): string[] {
  const events = new Set(eventNames(scenario));
  const jobs = new Set(scenario.queues.flatMap(({ name }) => jobNames(scenario, name)));
  return scenario.faults.flatMap((fault, i) =>
    fault.kind === "wire" && events.has(fault.job) && !jobs.has(fault.job)
      ? [`faults.${i}.job: found "${fault.job}", expected a job: on its way into a log nothing is struck`]
      : [],
  );
}
