import { cursorAt, type Cursor } from "./cursor.ts";
import { branches, infoOf, schemasAt, typeText, type Schema } from "./schema.ts";
import type { FieldHelp, Suggestion, Suggestions } from "./types.ts";

/** What may stand at the cursor: fields of the object that are not there yet, or values of the field. */
export function complete(text: string, at: number): Suggestions | null {
  const cursor = cursorAt(text, at);
  if (!cursor) return null;
  const options = cursor.field === null ? fields(cursor) : values(cursor, cursor.field, text);
  return options.length === 0 ? null : { from: at - cursor.word.length, options };
}

/** What the field under the cursor means; null where there is none. */
export function explain(text: string, at: number): FieldHelp | null {
  const begin = text.lastIndexOf("\n", at - 1) + 1;
  const [, before = "", field = ""] = /^(\s*(?:- +)?)([A-Za-z][\w-]*):/.exec(text.slice(begin)) ?? [];
  const from = begin + before.length;
  if (field === "" || at < from || at > from + field.length) return null;
  const cursor = cursorAt(text, from + field.length);
  const schema = cursor && propertiesAt(cursor).get(field);
  return schema ? { from, to: from + field.length, field, type: typeText(schema), info: infoOf(schema) } : null;
}

function fields(cursor: Cursor): Suggestion[] {
  const required = new Set(schemasAt(cursor.path, cursor.fields).flatMap((schema) => schema.required ?? []));
  return [...propertiesAt(cursor)]
    .filter(([name]) => name === cursor.word || !cursor.fields.has(name))
    .sort(([a], [b]) => Number(required.has(b)) - Number(required.has(a)))
    .map(([label, schema]) => ({
      label,
      kind: "field",
      detail: typeText(schema),
      info: infoOf(schema),
      text: `${label}:${beginning(schema, cursor.column)}`,
    }));
}

/** Where the value is to be written: on this line, or indented below it. */
function beginning(schema: Schema, column: number): string {
  const types = branches(schema).map(({ type, properties }) => (properties ? "object" : type));
  if (types.every((type) => type === "array")) return `\n${" ".repeat(column + 2)}- `;
  return types.every((type) => type === "object") ? `\n${" ".repeat(column + 2)}` : " ";
}

function values(cursor: Cursor, field: string, text: string): Suggestion[] {
  const schema = propertiesAt(cursor).get(field);
  if (!schema) return [];
  const all = branches(schema).flatMap((branch): Suggestion[] => {
    const known = branch.enum ?? (branch.const !== undefined ? [branch.const] : []);
    const listed = branch.type === "boolean" ? [true, false] : branch.type === "null" ? [null] : known;
    return listed.map((value) => valueOf(String(value), branch.description ?? schema.description ?? ""));
  });
  const names = namesIn(text, `${field}s`).map((name) => valueOf(name, `One of this scenario's ${field}s.`));
  return [...new Map([...all, ...names].map((one) => [one.label, one])).values()];
}

function valueOf(label: string, info: string): Suggestion {
  return { label, kind: "value", detail: "", info, text: label };
}

/** `queue: …` may be any name under `queues:`. */
function namesIn(text: string, list: string): string[] {
  const [, block = ""] = new RegExp(`^${list}:[ \\t]*\\n((?:[ \\t-].*\\n?|\\n)*)`, "m").exec(text) ?? [];
  return [...block.matchAll(/^\s*(?:- +)?(?:name|id): *["']?([a-z][a-z0-9-]*)/gm)].map((match) => match[1] ?? "");
}

/** Of a union, what any of its branches that are still possible may hold; a field of several keeps all its forms. */
function propertiesAt({ path, fields }: Cursor): Map<string, Schema> {
  const found = new Map<string, Schema[]>();
  for (const { properties = {} } of schemasAt(path, fields)) {
    for (const [name, schema] of Object.entries(properties)) found.set(name, [...(found.get(name) ?? []), schema]);
  }
  return new Map(
    [...found].map(([name, [first = {}, ...more]]) => [name, more.length > 0 ? { anyOf: [first, ...more] } : first]),
  );
}
