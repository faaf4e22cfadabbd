/* Times, durations and JSON in Go's formats, which the clients and the comparisons read. */

export const NANOS_PER_MS = 1_000_000;
export const NANOS_PER_SECOND = 1_000_000_000;
/** Go's zero time. */
export const ZERO_TIME = "0001-01-01T00:00:00Z";

const DAY_MS = 86_400_000;

/** RFC 3339 in UTC, with a fraction without trailing zeros. */
export function goTime(unixMs: number): string {
  const days = Math.floor(unixMs / DAY_MS);
  const ms = unixMs - days * DAY_MS;
  const { year, month, day } = civil(days);
  const fraction = ms % 1000 === 0 ? "" : `.${pad(ms % 1000, 3).replace(/0+$/, "")}`;
  const clock = `${pad(Math.floor(ms / 3_600_000), 2)}:${pad(Math.floor(ms / 60_000) % 60, 2)}:${pad(Math.floor(ms / 1000) % 60, 2)}`;
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${clock}${fraction}Z`;
}

/** Converts days since 1970-01-01 to a date, by Howard Hinnant's `civil_from_days` (chrono-compatible date algorithms). */
function civil(daysSinceEpoch: number): { year: number; month: number; day: number } {
  const z = daysSinceEpoch + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return { year: yoe + era * 400 + (month <= 2 ? 1 : 0), month, day: doy - Math.floor((153 * mp + 2) / 5) + 1 };
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

/** Nanoseconds as decimal digits, because they are not exact in a double. */
export function nanosText(unixMs: number): string {
  return `${unixMs}000000`;
}

const UNIT_MS: { readonly [unit: string]: number } = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ns: 1e-6,
};

/** Go's `time.ParseDuration`, in milliseconds; null if it would fail. */
export function parseGoDuration(text: string): number | null {
  if (text === "0") return 0;
  const sign = text.startsWith("-") ? -1 : 1;
  const body = text.replace(/^[+-]/, "");
  const parts = body.match(/\d+\.?\d*(?:ns|us|µs|μs|ms|s|m|h)|\.\d+(?:ns|us|µs|μs|ms|s|m|h)/g);
  if (parts === null || parts.join("") !== body) return null;
  let ms = 0;
  for (const part of parts) {
    const unit = part.replace(/[\d.]+/, "");
    ms += Number.parseFloat(part) * (UNIT_MS[unit] ?? 0);
  }
  return sign * ms;
}

/** Go's `Duration.String()` for whole milliseconds. */
export function goDuration(ms: number): string {
  if (ms === 0) return "0s";
  if (ms < 1000) return `${ms}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = (ms % 60_000) / 1000;
  return `${hours > 0 ? `${hours}h` : ""}${hours > 0 || minutes > 0 ? `${minutes}m` : ""}${seconds}s`;
}

/** JSON in which `<`, `>` and `&` are escaped, as by Go's encoder. */
export function goJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!/[<>&]/.test(text)) return text;
  return text.replace(/</g, "\\u003c").replace(/>/g, "\\u003e").replace(/&/g, "\\u0026");
}
