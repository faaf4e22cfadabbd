import { z } from "zod";

/** A table of modules by their kind, each with the schema of what a scenario file writes of it. */
type Rows<T> = { readonly [K in keyof T]: { readonly schema: z.ZodType<{ readonly kind: K }> } };
type SchemaIn<T> = T[keyof T] extends { readonly schema: infer S extends z.core.$ZodTypeDiscriminable } ? S : never;

/**
 * The schema of a table's kinds, told apart by `kind`. The table alone says which there are: a new kind is a module and a row.
 * A row under a name that is not its schema's own kind does not compile.
 */
export function kindsOf<T extends Rows<T>>(table: T): z.ZodDiscriminatedUnion<[SchemaIn<T>, ...SchemaIn<T>[]], "kind"> {
  const schemas = Object.values<{ readonly schema: unknown }>({ ...table }).map(({ schema }) => schema);
  return z.discriminatedUnion("kind", schemas as [SchemaIn<T>, ...SchemaIn<T>[]]);
}
