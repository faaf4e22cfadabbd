/** Short formats for narrow places. */

/** '00:04.2': a moment on the stage, to a tenth. */
export function formatMoment(ms: number): string {
  const tenths = Math.floor(Math.max(0, ms) / 100);
  const minutes = Math.floor(tenths / 600);
  const rest = tenths % 600;
  return `${String(minutes).padStart(2, "0")}:${String(Math.floor(rest / 10)).padStart(2, "0")}.${rest % 10}`;
}

/** '00:04.200': the current moment. */
export function formatExact(ms: number): string {
  const whole = Math.floor(Math.max(0, ms));
  return `${formatMoment(whole)}${String(whole % 100).padStart(2, "0")}`;
}

/** '4.2 s' */
export function formatSeconds(ms: number): string {
  return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
}

/** '4.2 s', and '2 min 05 s' from the second minute on. */
export function formatAge(ms: number): string {
  if (ms < 120_000) return formatSeconds(ms);
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

/** '€40', '€40.50'. */
export function formatMoney(cents: number): string {
  const whole = Math.abs(Math.round(cents));
  const fraction = whole % 100;
  return `${cents < 0 ? "−" : ""}€${Math.floor(whole / 100).toLocaleString("en")}${fraction === 0 ? "" : `.${String(fraction).padStart(2, "0")}`}`;
}
