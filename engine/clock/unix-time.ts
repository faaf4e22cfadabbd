/** Unix milliseconds and their text (RFC 3339), for what a server says and is told of time. Neither reads a clock. */

/** @throws RangeError for a text that is no time. */
export function unixMsOf(text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new RangeError(`${JSON.stringify(text)} is no time`);
  return ms;
}

/** In UTC, to the millisecond. */
export function timeText(unixMs: number): string {
  return new Date(unixMs).toISOString();
}
