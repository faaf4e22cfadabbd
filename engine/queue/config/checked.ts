import type { z } from "zod";
import { BadInputError } from "../../kernel/errors.ts";
import type { DeepReadonly } from "./deep-readonly.ts";
import { problemsOf } from "./problems.ts";

/**
 * Parses `value` with a schema and fills in the defaults.
 * @throws BadInputError with `where`, what was found and what was expected; the setting's description is the remedy
 */
export function checked<T extends z.ZodType>(schema: T, value: unknown, where: string): DeepReadonly<z.output<T>> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data as DeepReadonly<z.output<T>>;
  const problems = problemsOf(schema, parsed.error, value);
  const text = problems.length === 1 ? (problems[0] as string) : problems.map((problem) => `\n  ${problem}`).join("");
  throw new BadInputError(where, text, remediesOf(schema, parsed.error).join(" "));
}

/** The remedy of each invalid setting. */
function remediesOf(schema: z.ZodType, { issues }: z.ZodError): readonly string[] {
  const isMisspelt = issues.some(({ code, path }) => code === "unrecognized_keys" && path.length === 0);
  const wrong = new Set(issues.filter((issue) => issue.code !== "unrecognized_keys").map(({ path }) => path[0]));
  const said = [...wrong].map((field) => remedyOf(settingAt(schema, field) ?? schema, field));
  return [...(isMisspelt ? ["Correct the name of the field, or leave it out."] : []), ...said];
}

function remedyOf(setting: z.ZodType, field: PropertyKey | undefined): string {
  const { description = "Correct it.", examples = [] } = metaOf(setting);
  const shown = examples.map((example) => JSON.stringify(example)).join(" or ");
  const name = field === undefined ? "" : `${String(field)}: `;
  return shown === "" ? `${name}${description}` : `${name}${description} For example ${shown}.`;
}

function settingAt(schema: z.ZodType, field: PropertyKey | undefined): z.ZodType | undefined {
  const shape = "shape" in schema ? (schema.shape as { readonly [name: PropertyKey]: z.ZodType }) : {};
  return field === undefined ? undefined : shape[field];
}

type Meta = { readonly description?: string; readonly examples?: readonly unknown[] };

/** A wrapper (optional, default) has the description of the schema inside it. */
function metaOf(schema: z.ZodType): Meta {
  const own = schema.meta() as Meta | undefined;
  if (own !== undefined) return own;
  return "unwrap" in schema ? metaOf((schema.unwrap as () => z.ZodType)()) : {};
}
