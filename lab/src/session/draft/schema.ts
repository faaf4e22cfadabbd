import { scenarioJsonSchema } from "../../../../engine/browser.ts";
import type { Fields, Step } from "./cursor.ts";

/** What the scenario's JSON Schema says about a place. */
export type Schema = {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: { readonly [field: string]: Schema };
  readonly items?: Schema | false;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
};

let root: Schema | null = null;

/** The objects that may stand where the path leads: several, as long as no field such as `kind` decides. */
export function schemasAt(path: readonly Step[], fields: Fields): Schema[] {
  root ??= scenarioJsonSchema() as Schema;
  let reached = [root];
  path.forEach(({ key }, i) => {
    // Those of the object that this step leads out of.
    const known = path[i - 1]?.fields ?? new Map<string, string>();
    reached = reached.flatMap((schema) => branches(schema, known)).flatMap((schema) => below(schema, key));
  });
  return reached.flatMap((schema) => branches(schema, fields));
}

function below(schema: Schema, key: string | number): Schema[] {
  if (typeof key === "number") return schema.items ? [schema.items] : [];
  const next = schema.properties?.[key] ?? schema.additionalProperties;
  return typeof next === "object" ? [next] : [];
}

/** The branches of a union that what is written there does not rule out. */
export function branches(schema: Schema, written: Fields = new Map()): Schema[] {
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (parts.length === 0) return [schema];
  const all = parts.flatMap((part) => branches(part, written));
  const fitting = all.filter(({ properties = {} }) =>
    Object.entries(properties).every(([name, { const: only }]) => {
      const found = written.get(name);
      return only === undefined || found === undefined || found === "" || found === textOf(only);
    }),
  );
  return fitting.length > 0 ? fitting : all;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** '1 to 64', 'queues: list', '"none" or "job"'. */
export function typeText(schema: Schema): string {
  const texts = branches(schema).map((branch) => {
    if (branch.const !== undefined) return JSON.stringify(branch.const);
    if (branch.enum) return branch.enum.map((one) => JSON.stringify(one)).join(" or ");
    if (branch.type === "array") return "list";
    if (branch.type === "integer" || branch.type === "number") return numberText(branch);
    return branch.type ?? "any value";
  });
  const [first = "", ...more] = new Set(texts);
  const text = [first, ...more].slice(0, 4).join(" or ");
  return schema.default === undefined || typeof schema.default === "object"
    ? text
    : `${text}, default ${JSON.stringify(schema.default)}`;
}

function numberText({ minimum, maximum }: Schema): string {
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : null;
  if (minimum === undefined && most === null) return "number";
  if (most === null) return `number from ${minimum}`;
  return minimum === undefined ? `number up to ${most}` : `${minimum} to ${most}`;
}

/** What a field means: its own description, or that of its branches. */
export function infoOf(schema: Schema): string {
  const { description = "" } = schema;
  return description || ([...new Set(branches(schema).flatMap((one) => one.description ?? []))][0] ?? "");
}
