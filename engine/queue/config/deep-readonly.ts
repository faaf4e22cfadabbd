/** What a schema describes, as the engine hands it around: nobody changes it. */
export type DeepReadonly<T> = T extends readonly unknown[] | object
  ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
  : T;
