import { Zone } from "../../engine/sim/stream/zoned-cron.ts";

const HOUR_MS = 3_600_000;

/**
 * A time zone of one year as a file of the zone database (TZif, version 1; RFC 9636), for a Go program that has no
 * database. All changes of a clock are at full hours of UTC.
 */
export function zoneFile(name: string, year: number): Uint8Array {
  const zone = Zone.named(name);
  if (zone === null) throw new Error(`${name} is no time zone`);
  const offsetAt = (at: number) => {
    const { year: y, month, day, hour, minute } = zone.wallAt(at);
    return (Date.UTC(y, month - 1, day, hour, minute) - at) / 1_000;
  };
  const first = Date.UTC(year, 0, 1);
  const changes: number[] = [];
  for (let at = first + HOUR_MS; at < Date.UTC(year + 1, 0, 1); at += HOUR_MS) {
    if (offsetAt(at) !== offsetAt(at - HOUR_MS)) changes.push(at);
  }
  const offsets = [...new Set([offsetAt(first), ...changes.map(offsetAt)])];
  const names = offsets.map((_, n) => `Z${n}T\0`).join("");
  const ints = (...values: readonly number[]) =>
    values.flatMap((value) => [24, 16, 8, 0].map((by) => (value >> by) & 255));
  const text = (all: string) => Array.from(all, (char) => char.charCodeAt(0));
  return Uint8Array.from([
    ...text("TZif"),
    ...Array.from({ length: 16 }, () => 0),
    ...ints(0, 0, 0, changes.length, offsets.length, names.length),
    ...ints(...changes.map((at) => at / 1_000)),
    ...changes.map((at) => offsets.indexOf(offsetAt(at))),
    ...offsets.flatMap((offset, n) => [...ints(offset), 0, n * 4]),
    ...text(names),
  ]);
}
