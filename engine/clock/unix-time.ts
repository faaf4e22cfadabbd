/** Converts between Unix milliseconds and RFC 3339 text, the format of a server's times. Reads no clock. */

/** Parses an RFC 3339 time. @throws RangeError for any other text. */
export function unixMsOf(text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new RangeError(`found ${JSON.stringify(text)}, expected an RFC 3339 time`);
  return ms;
}

/** The time in UTC, to the millisecond, in RFC 3339. */
export function timeText(unixMs: number): string {
  return new Date(unixMs).toISOString();
}
