/**
 * A cron pattern of nats-server: six fields (second, minute, hour, day of month, month, day of week), each `*`, `?`, a value,
 * a range `a-b`, a list, a step `/n`, or a name (`JAN`, `MON`). Times are UTC.
 *
 * The day must match both day fields if one of them is `*` or `?`, and otherwise either of them, as in Vixie cron.
 */
export type CronPattern = { readonly [field in Field]: ReadonlySet<number> } & { readonly eitherDay: boolean };
type Field = "second" | "minute" | "hour" | "day" | "month" | "weekday";

const FIELDS: readonly (readonly [Field, number, number, readonly string[]])[] = [
  ["second", 0, 59, []],
  ["minute", 0, 59, []],
  ["hour", 0, 23, []],
  ["day", 1, 31, []],
  ["month", 1, 12, ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]],
  ["weekday", 0, 6, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]],
];

const NAMED: { readonly [name: string]: string } = {
  "@yearly": "0 0 0 1 1 *",
  "@annually": "0 0 0 1 1 *",
  "@monthly": "0 0 0 1 * *",
  "@weekly": "0 0 0 * * 0",
  "@daily": "0 0 0 * * *",
  "@midnight": "0 0 0 * * *",
  "@hourly": "0 0 * * * *",
};

/** Parses a pattern; null if nats-server rejects it. */
export function parseCron(text: string): CronPattern | null {
  const words = (NAMED[text] ?? text).trim().split(/\s+/);
  if (words.length !== FIELDS.length) return null;
  const parsed: Partial<Record<Field, ReadonlySet<number>>> = {};
  for (const [n, [field, min, max, names]] of FIELDS.entries()) {
    const values = parseField(words[n] as string, min, max, names);
    if (values === null) return null;
    parsed[field] = values;
  }
  const isAny = (word = "") => /^[*?]/.test(word);
  return { ...(parsed as Record<Field, ReadonlySet<number>>), eitherDay: !isAny(words[3]) && !isAny(words[5]) };
}

function parseField(text: string, min: number, max: number, names: readonly string[]): Set<number> | null {
  const all = new Set<number>();
  for (const part of text.split(",")) {
    const values = parsePart(part, min, max, names);
    if (values === null) return null;
    for (const value of values) all.add(value);
  }
  return all;
}

function parsePart(part: string, min: number, max: number, names: readonly string[]): number[] | null {
  const match = /^(?:([*?])|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(part);
  if (match === null) return null;
  const [, any, from, to, every] = match;
  const step = every === undefined ? 1 : Number(every);
  const first = any === undefined ? numberOf(from ?? "", min, names) : min;
  // `a/n` continues to the end of the field; `a` alone is one value.
  const last = to !== undefined ? numberOf(to, min, names) : any !== undefined || every !== undefined ? max : first;
  if (step < 1 || !(first >= min && last <= max && first <= last)) return null;
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, n) => first + n * step);
}

function numberOf(text: string, min: number, names: readonly string[]): number {
  const named = names.indexOf(text.toUpperCase());
  if (named >= 0) return named + min;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

const DAY_MS = 86_400_000;
const SECOND_MS = 1_000;
/** The number of days to search, because a pattern may match no day (31 February). */
const MAX_DAYS = 366 * 5;

/** The first match after `from`, in Unix milliseconds; null if there is none within five years. */
export function nextCron(pattern: CronPattern, from: number): number | null {
  const start = (Math.floor(from / SECOND_MS) + 1) * SECOND_MS;
  for (let day = Math.floor(start / DAY_MS), tries = 0; tries < MAX_DAYS; day++, tries++) {
    if (!fitsDay(pattern, new Date(day * DAY_MS))) continue;
    const earliest = Math.max(0, start - day * DAY_MS);
    const time = firstTime(pattern, earliest / SECOND_MS);
    if (time !== null) return day * DAY_MS + time * SECOND_MS;
  }
  return null;
}

function fitsDay({ day, month, weekday, eitherDay }: CronPattern, date: Date): boolean {
  if (!month.has(date.getUTCMonth() + 1)) return false;
  const [fitsMonthDay, fitsWeekday] = [day.has(date.getUTCDate()), weekday.has(date.getUTCDay())];
  return eitherDay ? fitsMonthDay || fitsWeekday : fitsMonthDay && fitsWeekday;
}

/** The first matching second of a day, from `earliest` on; null if there is none. */
function firstTime({ hour, minute, second }: CronPattern, earliest: number): number | null {
  for (let time = earliest; time < DAY_MS / SECOND_MS;) {
    if (!hour.has(Math.floor(time / 3_600))) time = (Math.floor(time / 3_600) + 1) * 3_600;
    else if (!minute.has(Math.floor(time / 60) % 60)) time = (Math.floor(time / 60) + 1) * 60;
    else if (!second.has(time % 60)) time++;
    else return time;
  }
  return null;
}
