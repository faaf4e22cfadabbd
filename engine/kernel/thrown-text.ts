/** The longest error text in a header, a record or a line on a screen, in bytes of UTF-8. */
const MOST_BYTES = 4_000;
/** The most levels of nested causes and errors. */
const DEEPEST = 5;
const MOST_INNER = 10;

/**
 * The text of anything thrown, as the engine stores it: one line of at most 4,000 bytes, with a note if it was cut. Unlike
 * `errorText`, it includes the errors of an `AggregateError`, the `cause`, and the JSON of an object without a message.
 */
export function thrownText(thrown: unknown): string {
  try {
    return oneLine(describe(thrown, 0));
  } catch {
    // Getters and proxies may throw when they are read.
    return "an error that cannot be read";
  }
}

/** Any text as one line without control characters. If cut at `mostBytes`, it ends with a note of its full length. */
export function oneLine(text: string, mostBytes = MOST_BYTES): string {
  // The rest would be cut anyway, so there is no need to search all of a long text.
  const start = text.slice(0, 2 * mostBytes);
  const line = start.trim().replaceAll(LINE_BREAKS, " | ").replaceAll("\t", " ").replaceAll(CONTROL, escapeControl);
  const end = endWithin(line, mostBytes);
  if (end === line.length && start.length === text.length) return line;
  const room = endWithin(line, mostBytes - NOTE_BYTES);
  return `${line.slice(0, room)} … (cut: the text has ${text.length} characters)`;
}

const LINE_BREAKS = /[^\S\n]*[\r\n\v\f\u0085\u2028\u2029]\s*/gu;
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/gu;
const NOTE_BYTES = 60;

function escapeControl(char: string): string {
  return `\\x${(char.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}`;
}

/** The index before which the text has at most `mostBytes` bytes of UTF-8; never inside a character. */
function endWithin(text: string, mostBytes: number): number {
  let bytes = 0;
  let at = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x8_00 ? 2 : code < 0x1_00_00 ? 3 : 4;
    if (bytes > mostBytes) return at;
    at += char.length;
  }
  return at;
}

function describe(thrown: unknown, depth: number): string {
  if (depth > DEEPEST) return "…";
  if (thrown instanceof Error) return describeError(thrown, depth);
  if (typeof thrown !== "object" || thrown === null) return String(thrown);
  return jsonOf(thrown) ?? Object.prototype.toString.call(thrown);
}

function describeError(error: Error, depth: number): string {
  const inner = error instanceof AggregateError ? innerErrors(error.errors as unknown[], depth) : "";
  const own = error.message === "" && inner === "" ? error.name : error.message;
  const text = own === "" || inner === "" ? own + inner : `${own} (${inner})`;
  if (error.cause === undefined) return text;
  const cause = describe(error.cause, depth + 1);
  return cause === text ? text : `${text} (cause: ${cause})`;
}

function innerErrors(errors: readonly unknown[], depth: number): string {
  const shown = errors.slice(0, MOST_INNER).map((one) => describe(one, depth + 1));
  const more = errors.length > MOST_INNER ? [`and ${errors.length - MOST_INNER} more`] : [];
  return `${errors.length} ${errors.length === 1 ? "error" : "errors"}: ${[...shown, ...more].join("; ")}`;
}

/** The value as JSON; undefined if JSON cannot represent it. */
function jsonOf(value: object): string | undefined {
  const asText = (_key: string, one: unknown) => (typeof one === "bigint" ? String(one) : one);
  try {
    return JSON.stringify(value, asText);
  } catch {
    return undefined;
  }
}
