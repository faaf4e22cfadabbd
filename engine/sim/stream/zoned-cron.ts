import type { CronPattern } from "./cron.ts";

/*
 * Cron patterns in a time zone, with the algorithm of nats-server's `parseCron` (after robfig/cron). A local time that a clock
 * change leaves out is skipped, and one that occurs twice fires twice.
 */

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;
/** The number of years to search, because a pattern may match no day (31 February). */
const MAX_YEARS = 5;

/** A local time. */
type Wall = {
  readonly year: number;
  /** Counts from 1, as in a pattern. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
};

/** Converts between Unix time and the local time of one time zone. */
export class Zone {
  private readonly format: Intl.DateTimeFormat;
  /** Caches the offset per quarter of an hour, because formatting is slow and offsets change only at quarters. */
  private known = { quarter: Number.NaN, offset: 0 };

  private constructor(format: Intl.DateTimeFormat) {
    this.format = format;
  }

  /** The time zone of that name; null if it is unknown. */
  static named(name: string): Zone | null {
    // Intl accepts offsets (`+01:00`) and lower-case names, but the zone database has no such files.
    if (!/^[A-Z]\w*([/+-]\w+)*$/.test(name)) return null;
    try {
      return new Zone(new Intl.DateTimeFormat("en-US", { timeZone: name, ...FIELDS }));
    } catch {
      return null;
    }
  }

  wallAt(unixMs: number): Wall {
    const shown = new Date(unixMs + this.offsetAt(unixMs));
    return {
      year: shown.getUTCFullYear(),
      month: shown.getUTCMonth() + 1,
      day: shown.getUTCDate(),
      hour: shown.getUTCHours(),
      minute: shown.getUTCMinutes(),
      second: shown.getUTCSeconds(),
    };
  }

  /** Like Go's `time.Date`: for a missing or ambiguous local time, it uses the offset before or after the change. */
  unixOf({ year, month, day, hour, minute, second }: Wall): number {
    const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
    const guess = this.offsetAt(asUtc);
    const offset = this.offsetAt(asUtc - guess);
    return asUtc - offset;
  }

  private offsetAt(unixMs: number): number {
    const quarter = Math.floor(unixMs / QUARTER_MS) * QUARTER_MS;
    if (quarter !== this.known.quarter) this.known = { quarter, offset: this.askOffset(quarter) };
    return this.known.offset;
  }

  private askOffset(unixMs: number): number {
    const parts = Object.fromEntries(this.format.formatToParts(unixMs).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - unixMs;
  }
}

const FIELDS = {
  hourCycle: "h23",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
} as const;

/** The first match after `from`, in Unix milliseconds; null if there is none within five years. */
export function nextCronIn(zone: Zone, pattern: CronPattern, from: number): number | null {
  let at = (Math.floor(from / SECOND_MS) + 1) * SECOND_MS;
  const lastYear = zone.wallAt(at).year + MAX_YEARS;
  // Whether the smaller units have been reset to their beginning.
  let isCut = false;
  while (zone.wallAt(at).year <= lastYear) {
    const unit = UNITS.find(({ fits }) => !fits(pattern, zone.wallAt(at)));
    if (unit === undefined) return at;
    // The greater units are checked again only when this one overflows.
    do {
      if (!isCut) at = unit.begin(zone, at);
      isCut = true;
      at = unit.next(zone, at);
    } while (!unit.fits(pattern, zone.wallAt(at)) && !unit.beginsAnew(zone.wallAt(at)));
  }
  return null;
}

/** One unit of time: how to match it, reset it to its beginning, and increment it. */
type Unit = {
  fits(pattern: CronPattern, wall: Wall): boolean;
  begin(zone: Zone, at: number): number;
  next(zone: Zone, at: number): number;
  beginsAnew(wall: Wall): boolean;
};

const MIDNIGHT = { hour: 0, minute: 0, second: 0 };

const UNITS: readonly Unit[] = [
  {
    fits: ({ month }, wall) => month.has(wall.month),
    begin: (zone, at) => zone.unixOf({ ...zone.wallAt(at), ...MIDNIGHT, day: 1 }),
    next: (zone, at) => zone.unixOf(later(zone.wallAt(at), "month")),
    beginsAnew: ({ month }) => month === 1,
  },
  {
    fits: fitsDay,
    begin: (zone, at) => zone.unixOf({ ...zone.wallAt(at), ...MIDNIGHT }),
    next: (zone, at) => zone.unixOf(later(zone.wallAt(at), "day")),
    beginsAnew: ({ day }) => day === 1,
  },
  {
    fits: ({ hour }, wall) => hour.has(wall.hour),
    begin: (zone, at) => zone.unixOf({ ...zone.wallAt(at), minute: 0, second: 0 }),
    next: (_zone, at) => at + HOUR_MS,
    beginsAnew: ({ hour }) => hour === 0,
  },
  {
    fits: ({ minute }, wall) => minute.has(wall.minute),
    begin: (_zone, at) => Math.floor(at / MINUTE_MS) * MINUTE_MS,
    next: (_zone, at) => at + MINUTE_MS,
    beginsAnew: ({ minute }) => minute === 0,
  },
  {
    fits: ({ second }, wall) => second.has(wall.second),
    begin: (_zone, at) => at,
    next: (_zone, at) => at + SECOND_MS,
    beginsAnew: ({ second }) => second === 0,
  },
];

function later(wall: Wall, unit: "month" | "day"): Wall {
  return { ...wall, [unit]: wall[unit] + 1 };
}

function fitsDay({ day, weekday, eitherDay }: CronPattern, wall: Wall): boolean {
  const fitsMonthDay = day.has(wall.day);
  const fitsWeekday = weekday.has(new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).getUTCDay());
  return eitherDay ? fitsMonthDay || fitsWeekday : fitsMonthDay && fitsWeekday;
}
