import type { JsonValue } from "../../engine/kernel/json.ts";
import { isMoment, type Sight } from "./sight.ts";

/** How exactly times must agree. */
export type Tolerance = {
  /** How much later than the first the second may be, and how much earlier, in milliseconds. */
  readonly lateMs: number;
  readonly earlyMs: number;
};

export const EXACT: Tolerance = { lateMs: 0, earlyMs: 0 };

/** The first thing that two brokers did differently, in the order of time. */
export type Difference = {
  readonly channel: string;
  readonly at: number;
  /** Its how-manieth sight, from 1. */
  readonly nth: number;
  readonly first: Sight | undefined;
  readonly second: Sight | undefined;
  /** Where inside of `what` they part; empty for the whole, or for the time. */
  readonly path: string;
};

/** Null when both saw the same: channel by channel the same in the same order, each at the same time. */
export function difference(
  first: readonly Sight[],
  second: readonly Sight[],
  tolerance: Tolerance = EXACT,
): Difference | null {
  return differences(first, second, tolerance)[0] ?? null;
}

/** The first of each channel, the earliest first. */
export function differences(first: readonly Sight[], second: readonly Sight[], tolerance: Tolerance): Difference[] {
  const ours = byChannel(first);
  const theirs = byChannel(second);
  const channels = new Set([...ours.keys(), ...theirs.keys()]);
  const found = [...channels].flatMap((channel) => {
    const one = inChannel(channel, ours.get(channel) ?? [], theirs.get(channel) ?? [], tolerance);
    return one === null ? [] : [one];
  });
  return found.toSorted((a, b) => a.at - b.at);
}

function byChannel(sights: readonly Sight[]): Map<string, Sight[]> {
  const channels = new Map<string, Sight[]>();
  for (const sight of sights) {
    const mine = channels.get(sight.channel);
    if (mine === undefined) channels.set(sight.channel, [sight]);
    else mine.push(sight);
  }
  return channels;
}

function inChannel(
  channel: string,
  ours: readonly Sight[],
  theirs: readonly Sight[],
  tolerance: Tolerance,
): Difference | null {
  for (let n = 0; n < Math.max(ours.length, theirs.length); n++) {
    const [first, second] = [ours[n], theirs[n]];
    const path = first === undefined || second === undefined ? "" : whereTheyPart(first, second, tolerance);
    if (path === null) continue;
    const at = Math.min(first?.at ?? Number.POSITIVE_INFINITY, second?.at ?? Number.POSITIVE_INFINITY);
    return { channel, at, nth: n + 1, first, second, path };
  }
  return null;
}

function whereTheyPart(first: Sight, second: Sight, tolerance: Tolerance): string | null {
  const inside = unequal(first.what, second.what, tolerance, []);
  if (inside !== null) return inside;
  return isInTime(first.at, second.at, tolerance) ? null : "at";
}

function isInTime(first: number, second: number, { lateMs, earlyMs }: Tolerance): boolean {
  return second - first <= lateMs && first - second <= earlyMs;
}

/** The path to the first place where the two are not equal; null when they are. */
function unequal(first: JsonValue, second: JsonValue, tolerance: Tolerance, path: readonly string[]): string | null {
  const here = path.length === 0 ? "what" : `what.${path.join(".")}`;
  if (isMoment(first) && isMoment(second)) return isInTime(first.ms, second.ms, tolerance) ? null : here;
  if (typeof first !== "object" || first === null || typeof second !== "object" || second === null) {
    return first === second ? null : here;
  }
  if (Array.isArray(first) !== Array.isArray(second)) return here;
  const names = new Set([...Object.keys(first), ...Object.keys(second)]);
  for (const name of names) {
    const inside = unequal(member(first, name), member(second, name), tolerance, [...path, name]);
    if (inside !== null) return inside;
  }
  return null;
}

/** What is not there is told from null by a text that no broker says. */
function member(value: object, name: string): JsonValue {
  return Object.hasOwn(value, name) ? ((value as { [name: string]: JsonValue })[name] as JsonValue) : ABSENT;
}

const ABSENT = "(absent)";

/** For people. */
export function differenceText(difference: Difference, names: readonly [string, string]): string {
  const { channel, nth, path, first, second } = difference;
  const shown = (sight: Sight | undefined) => (sight === undefined ? "nothing" : `at ${sight.at} ms ${sightText(sight, path)}`);
  const where = path === "" || path === "what" ? "" : `, ${path}`;
  return [`${channel}, sight ${nth}${where}:`, `  ${names[0]}: ${shown(first)}`, `  ${names[1]}: ${shown(second)}`].join("\n");
}

/** What is long is told only as far as it matters. */
function sightText({ what }: Sight, path: string): string {
  const whole = JSON.stringify(what);
  if (whole.length <= LONG || !path.startsWith("what.")) return whole;
  return JSON.stringify(valueAt(what, path)) ?? "(absent)";
}

const LONG = 300;

/** What stands at the path of a difference. */
export function valueAt(what: JsonValue, path: string): JsonValue | undefined {
  const names = path.split(".").slice(1);
  return names.reduce<JsonValue | undefined>(
    (value, name) => (typeof value === "object" && value !== null ? (value as { [name: string]: JsonValue })[name] : undefined),
    what,
  );
}
