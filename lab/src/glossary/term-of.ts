import { termById, type Term } from "../../../engine/views.ts";

/** The term that a text refers to. @throws for an id that no term has */
export function termOf(id: string): Term {
  const term = termById(id);
  if (!term) throw new Error(`there is no term ${id}`);
  return term;
}
