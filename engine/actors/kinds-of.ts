import { z } from "zod";

/** A table of modules by kind; each has the schema of its part of a scenario file. */
type Rows<T> = { readonly [K in keyof T]: { readonly schema: z.ZodType<{ readonly kind: K }> } };
type SchemaIn<T> = T[keyof T] extends { readonly schema: infer S extends z.core.$ZodTypeDiscriminable } ? S : never;

/**
 * The schema of a table's kinds, told apart by `kind`. A new kind is a module and a row in the table. A row whose name is not
 * its schema's own kind does not compile.
 */
export function kindsOf<T extends Rows<T>>(table: T): z.ZodDiscriminatedUnion<[SchemaIn<T>, ...SchemaIn<T>[]], "kind"> {
  const schemas = Object.values<{ readonly schema: unknown }>({ ...table }).map(({ schema }) => schema);
  return z.discriminatedUnion("kind", schemas as [SchemaIn<T>, ...SchemaIn<T>[]]);
}
