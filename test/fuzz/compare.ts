import type { JsonValue } from "../../engine/kernel/json.ts";
import { isMoment, type Observation } from "./observation.ts";

/** How exactly times must agree. */
export type Tolerance = {
  /** How much later than the first the second may be, and how much earlier, in milliseconds. */
  readonly lateMs: number;
  readonly earlyMs: number;
};

export const EXACT: Tolerance = { lateMs: 0, earlyMs: 0 };

/** One thing that two brokers did differently. */
export type Difference = {
  readonly channel: string;
  readonly at: number;
  /** Its how-manieth sight, from 1. */
  readonly nth: number;
  readonly first: Observation | undefined;
  readonly second: Observation | undefined;
  /** Where inside of the sight they part: `what.seq`, `at`; empty where one of them has none. */
  readonly path: string;
};

/** All of them, the earliest first; of what is seen only by one, the first in each channel. */
export function differences(
  first: readonly Observation[],
  second: readonly Observation[],
  tolerance: Tolerance = EXACT,
): readonly Difference[] {
  const ours = byChannel(first);
  const theirs = byChannel(second);
  const channels = new Set([...ours.keys(), ...theirs.keys()]);
  const found = [...channels].flatMap((channel) => [
    ...inChannel(channel, inOrder(ours.get(channel)), inOrder(theirs.get(channel)), tolerance),
  ]);
  return found.toSorted((a, b) => a.at - b.at);
}

function byChannel(observations: readonly Observation[]): Map<string, Observation[]> {
  const channels = new Map<string, Observation[]>();
  for (const observation of observations) {
    const mine = channels.get(observation.channel);
    if (mine === undefined) channels.set(observation.channel, [observation]);
    else mine.push(observation);
  }
  return channels;
}

/**
 * nats-server sends what it has to tell of several messages at once from a goroutine for each: advisories of one
 * millisecond may come in any order.
 */
function inOrder(observations: readonly Observation[] = []): readonly Observation[] {
  if (observations[0]?.channel.startsWith("advisory") !== true) return observations;
  const key = (observation: Observation) => JSON.stringify(observation.what);
  return observations.toSorted((a, b) => a.at - b.at || (key(a) < key(b) ? -1 : 1));
}

function* inChannel(
  channel: string,
  ours: readonly Observation[],
  theirs: readonly Observation[],
  tolerance: Tolerance,
): Generator<Difference> {
  for (let n = 0; n < Math.max(ours.length, theirs.length); n++) {
    const [first, second] = [ours[n], theirs[n]];
    const at = Math.min(first?.at ?? Number.POSITIVE_INFINITY, second?.at ?? Number.POSITIVE_INFINITY);
    const about = { channel, at, nth: n + 1, first, second };
    if (first === undefined || second === undefined) {
      yield { ...about, path: "" };
      return;
    }
    for (const path of unequal(first.what, second.what, tolerance, "what")) yield { ...about, path };
    // In real time the look around in the end takes its time, and more with each thing that it looks at.
    const isTimed = tolerance === EXACT || !isOfTheEnd(channel);
    if (isTimed && !isInTime(first.at, second.at, tolerance)) yield { ...about, path: "at" };
  }
}

/** Whether this was seen in the look around in the end. */
export function isOfTheEnd(channel: string): boolean {
  return channel === "streams" || /^(consumer|stream|stored) /.test(channel);
}

function isInTime(first: number, second: number, { lateMs, earlyMs }: Tolerance): boolean {
  return second - first <= lateMs && first - second <= earlyMs;
}

/** The paths to where the two are not equal. */
function* unequal(first: JsonValue, second: JsonValue, tolerance: Tolerance, path: string): Generator<string> {
  if (isMoment(first) && isMoment(second)) {
    if (!isInTime(first.ms, second.ms, tolerance)) yield path;
  } else if (typeof first === "string" && typeof second === "string") {
    if (first !== second && !isSameText(first, second, tolerance)) yield path;
  } else if (!isStructure(first) || !isStructure(second)) {
    if (first !== second) yield path;
  } else if (Array.isArray(first) !== Array.isArray(second)) yield path;
  else {
    for (const name of new Set([...Object.keys(first), ...Object.keys(second)])) {
      yield* unequal(member(first, name), member(second, name), tolerance, `${path}.${name}`);
    }
  }
}

const MOMENT_WITHIN = /\+(-?\d+) ms/g;

/** Texts may have moments in them. */
function isSameText(first: string, second: string, tolerance: Tolerance): boolean {
  if (first.replace(MOMENT_WITHIN, "") !== second.replace(MOMENT_WITHIN, "")) return false;
  const moments = (text: string) => [...text.matchAll(MOMENT_WITHIN)].map(([, ms]) => Number(ms));
  const others = moments(second);
  return moments(first).every((ms, nth) => isInTime(ms, others[nth] ?? Number.NaN, tolerance));
}

function isStructure(value: JsonValue): value is Exclude<JsonValue, null | boolean | number | string> {
  return typeof value === "object" && value !== null;
}

/** What is not there is told from null by a text that no broker says. */
function member(value: object, name: string): JsonValue {
  return Object.hasOwn(value, name) ? ((value as { [name: string]: JsonValue })[name] as JsonValue) : ABSENT;
}

const ABSENT = "(absent)";

/** For people. */
export function differenceText(difference: Difference, names: readonly [string, string]): string {
  const { channel, nth, path, first, second } = difference;
  const shown = (observation: Observation | undefined) =>
    observation === undefined ? "nothing" : `at ${observation.at} ms ${sightText(observation, path)}`;
  const where = path === "" || path === "what" ? "" : `, ${path}`;
  return [
    `${channel}, sight ${nth}${where}:`,
    `  ${names[0]}: ${shown(first)}`,
    `  ${names[1]}: ${shown(second)}`,
  ].join("\n");
}

/** What is long is told only as far as it matters. */
function sightText({ what }: Observation, path: string): string {
  const whole = JSON.stringify(what);
  if (whole.length <= LONG || !path.startsWith("what.")) return whole;
  return JSON.stringify(valueAt(what, path)) ?? "(absent)";
}

const LONG = 300;

/** What stands at the path of a difference. */
export function valueAt(what: JsonValue, path: string): JsonValue | undefined {
  const names = path.split(".").slice(1);
  return names.reduce<JsonValue | undefined>(
    (value, name) =>
      typeof value === "object" && value !== null ? (value as { [name: string]: JsonValue })[name] : undefined,
    what,
  );
}
