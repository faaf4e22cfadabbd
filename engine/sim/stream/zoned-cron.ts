import type { CronPattern } from "./cron.ts";

/**
 * Cron patterns in a time zone, step by step as nats-server's `parseCron` does it (after robfig/cron): so a time that the
 * night of a change leaves out is skipped, and one that it has twice fires twice.
 */

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;
/** A pattern that fits no day (31 February) is given up after so many. */
const MAX_YEARS = 5;

/** What a clock on the wall shows. */
type Wall = {
  readonly year: number;
  /** From 1, as in a pattern. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
};

/** The clocks of one time zone. */
export class Zone {
  private readonly format: Intl.DateTimeFormat;
  /** Formatting is slow, and clocks are changed at quarters of an hour only. */
  private known = { quarter: Number.NaN, offset: 0 };

  private constructor(format: Intl.DateTimeFormat) {
    this.format = format;
  }

  /** Null for a name that nobody knows. */
  static named(name: string): Zone | null {
    // Offsets (`+01:00`) and names in small dead letters are known to Intl, but no file of the zone database is called so.
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

  /** As Go's `time.Date`: of what there is not, or is twice, it takes what the zone's offset before or after makes of it. */
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

/** The first moment after `from` that fits, Unix milliseconds; null if there is none within five years. */
export function nextCronIn(zone: Zone, pattern: CronPattern, from: number): number | null {
  let at = (Math.floor(from / SECOND_MS) + 1) * SECOND_MS;
  const lastYear = zone.wallAt(at).year + MAX_YEARS;
  // Whether smaller units count from their beginning already.
  let isCut = false;
  while (zone.wallAt(at).year <= lastYear) {
    const unit = UNITS.find(({ fits }) => !fits(pattern, zone.wallAt(at)));
    if (unit === undefined) return at;
    // Greater units are not looked at again before this one begins anew.
    do {
      if (!isCut) at = unit.begin(zone, at);
      isCut = true;
      at = unit.next(zone, at);
    } while (!unit.fits(pattern, zone.wallAt(at)) && !unit.beginsAnew(zone.wallAt(at)));
  }
  return null;
}

/** One unit of time: how it is judged, cut to its beginning, and counted on. */
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
