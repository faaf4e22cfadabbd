/** Formats of times, durations, money and counts, shared by the command line and the lab. */

/** A moment of a run: '00:04.200', or '1:00:04.200' after the first hour. Fractions of a millisecond are cut. */
export function formatMs(atMs: number): string {
  const whole = Math.max(0, Math.floor(atMs));
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor(whole / 60_000) % 60;
  const seconds = Math.floor(whole / 1000) % 60;
  const clock = `${twoDigits(minutes)}:${twoDigits(seconds)}.${String(whole % 1000).padStart(3, "0")}`;
  return hours > 0 ? `${hours}:${clock}` : clock;
}

/** A duration: '350 ms', '5 s', '1.25 s', '2 min', '1 min 30 s'. */
export function formatDuration(durationMs: number): string {
  const whole = Math.max(0, Math.round(durationMs));
  if (whole < 1000) return `${whole} ms`;
  const minutes = Math.floor(whole / 60_000);
  const seconds = (whole % 60_000) / 1000;
  if (minutes === 0) return `${seconds} s`;
  return seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`;
}

/** Cents as euros: '€20', '€20.50', '−€5'. */
export function formatMoney(cents: number): string {
  const whole = Math.abs(Math.round(cents));
  const fraction = whole % 100;
  const amount = `€${Math.floor(whole / 100)}${fraction === 0 ? "" : `.${twoDigits(fraction)}`}`;
  return cents < 0 ? `−${amount}` : amount;
}

/** '1 job', '3 jobs'. `many`: the plural, where it does not end in -s. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
