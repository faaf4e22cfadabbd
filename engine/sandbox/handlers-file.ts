/** A file of handler functions, TypeScript or JavaScript, as a person wrote it. Plain data: it is part of a run's request. */
export type HandlersFile = {
  /** The file's name, for error messages; its extension says which language it is. */
  readonly file: string;
  readonly text: string;
};

/** The largest handlers file, in characters. */
export const LARGEST_HANDLERS = 200_000;
