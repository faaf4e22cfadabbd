import { z } from "zod";

type Schema = {
  readonly properties?: { readonly [field: string]: Schema };
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
};

/** The fields that a schema allows at a path, over all branches of a union; empty if it allows any. */
export function knownFields(of: z.ZodType, path: readonly PropertyKey[]): string[] {
  const root = z.toJSONSchema(of, { io: "input" }) as Schema;
  const reached = path.reduce<readonly Schema[]>(
    (schemas, key) => schemas.flatMap((schema) => below(schema, key)),
    [root],
  );
  return [...new Set(reached.flatMap(branches).flatMap((schema) => Object.keys(schema.properties ?? {})))];
}

function below(schema: Schema, key: PropertyKey): Schema[] {
  return branches(schema).flatMap((branch) => {
    if (typeof key === "number") return branch.items ? [branch.items] : [];
    const next = branch.properties?.[String(key)] ?? branch.additionalProperties;
    return typeof next === "object" ? [next] : [];
  });
}

function branches(schema: Schema): Schema[] {
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return parts.length === 0 ? [schema] : parts.flatMap(branches);
}
