/**
 * Where a cursor stands in YAML that is still being typed, so that no parser accepts it. Pure; works by indentation alone,
 * and answers null within `{…}` and `[…]`.
 */

type Line = {
  /** The column of its dash, or of its first character. */
  readonly start: number;
  readonly dash: boolean;
  /** The column of its key. */
  readonly column: number;
  readonly key: string | null;
  readonly value: string;
};

/** The object that a step leads into: its key or its index, and the fields that stand in that object. */
export type Step = { readonly key: string | number; readonly fields: Fields };
export type Fields = ReadonlyMap<string, string>;
export type Cursor = {
  /** From the root to the object in which the cursor stands. */
  readonly path: readonly Step[];
  readonly fields: Fields;
  /** The field whose value is being typed; null: a field's name is. */
  readonly field: string | null;
  readonly word: string;
  readonly column: number;
};

const KEY = /^([A-Za-z][\w-]*):(?:\s+(.*))?$/;

export function cursorAt(text: string, at: number): Cursor | null {
  const before = text.slice(0, at).split("\n");
  const all = text.split("\n").map(lineOf);
  const n = before.length - 1;
  const typed = before[n] ?? "";
  if (/(^|\s)#/.test(typed)) return null;
  const here = { ...lineOf(typed), ...(typed.trim() === "" ? { start: typed.length, column: typed.length } : {}) };
  const content = typed.slice(here.column);
  if (/^[^"']*[[{]/.test(content)) return null;
  const lines = all.with(n, { ...here, key: here.key ?? KEY.exec(content)?.[1] ?? null });
  const [, field = null, value = ""] = KEY.exec(content.endsWith(":") ? `${content} ` : content) ?? [];
  const path = pathTo(lines, n);
  const word = field === null ? content : value;
  return { path, fields: fieldsAt(lines, n), field, word, column: here.column };
}

function lineOf(text: string): Line {
  const [, space = "", dash = "", content = ""] = /^(\s*)(- +|-$)?(.*)$/.exec(text) ?? [];
  const [, key = null, value = ""] = KEY.exec(content.replace(/\s+#.*$/, "").trimEnd()) ?? [];
  const blank = content.trim() === "" && dash === "";
  const column = space.length + Math.max(dash.length, dash === "" ? 0 : 2);
  return { start: blank ? Infinity : space.length, dash: dash !== "", column: blank ? Infinity : column, key, value };
}

function pathTo(lines: readonly Line[], from: number): Step[] {
  const path: Step[] = [];
  let at = from;
  let line = lines[at];
  while (line) {
    const { column } = line;
    const opener = line.dash
      ? at
      : nearest(lines, at, (one) => one.column < column || (one.dash && one.column === column));
    const opens = lines[opener];
    if (!opens) return path;
    if (opens.dash && opens.column === column) {
      const { start } = opens;
      path.unshift({ key: indexOf(lines, opener), fields: fieldsAt(lines, at) });
      at = nearest(lines, opener, (one) => one.column <= start && !(one.dash && one.start === start));
      path.unshift({ key: lines[at]?.key ?? "", fields: new Map() });
    } else {
      path.unshift({ key: opens.key ?? "", fields: fieldsAt(lines, at) });
      at = opener;
    }
    line = lines[at];
  }
  return path.filter(({ key }) => key !== "");
}

/** The last line above for which this holds; −1 when there is none. */
function nearest(lines: readonly Line[], below: number, holds: (line: Line) => boolean): number {
  return lines.slice(0, below).findLastIndex((line) => line.column !== Infinity && holds(line));
}

/** Which item of its list a line with a dash is. */
function indexOf(lines: readonly Line[], at: number): number {
  const start = lines[at]?.start ?? 0;
  const begin = nearest(lines, at, (one) => one.start < start || (one.start === start && !one.dash));
  return lines.slice(begin + 1, at).filter((one) => one.dash && one.start === start).length;
}

/** The fields of the object that a line belongs to, with their values as text. */
function fieldsAt(lines: readonly Line[], at: number): Fields {
  const column = lines[at]?.column ?? 0;
  const start = lines[at]?.dash
    ? at
    : nearest(lines, at, (one) => one.column < column || (one.dash && one.column === column));
  const first = lines[start]?.dash && lines[start].column === column ? start : start + 1;
  const rest = lines.findIndex((one, i) => i > at && (one.column < column || (one.dash && one.start < column)));
  const within = lines.slice(Math.max(0, first), rest < 0 ? undefined : rest);
  return new Map(within.flatMap((one) => (one.column === column && one.key ? [[one.key, one.value] as const] : [])));
}
