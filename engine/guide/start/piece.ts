import type { ScenarioSource } from "../../scenario/schema.ts";

/** A part of a starting scenario. */
export type Piece = {
  readonly fields: Partial<ScenarioSource>;
  /** What it holds, and which answer asked for it: a sentence each. */
  readonly contains: readonly string[];
};

/** The parts side by side: their lists are joined. */
export function joined(pieces: readonly Piece[]): Piece {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of pieces.flatMap((piece) => Object.entries(piece.fields))) {
    const before = fields[name];
    fields[name] = Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value;
  }
  return { fields, contains: pieces.flatMap(({ contains }) => contains) };
}

/** Some of `pieces`, by conditions. */
export function chosen(pieces: readonly (Piece | false)[]): Piece {
  return joined(pieces.filter((piece) => piece !== false));
}
