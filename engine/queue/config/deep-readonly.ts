/** The output of a schema as the engine passes it around: read-only at every depth. */
export type DeepReadonly<T> = T extends readonly unknown[] | object
  ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
  : T;
