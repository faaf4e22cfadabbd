import { TERMS } from "../../../engine/views.ts";

/** A term for a search elsewhere on the page. */
export type SearchTerm = {
  readonly term: string;
  readonly also: readonly string[];
  readonly definition: string;
  /** Its place in the glossary. */
  readonly href: string;
};

/** The terms without their names in other systems: small enough to load with a search. */
export const SEARCH_TERMS: readonly SearchTerm[] = TERMS.map(({ id, term, also = [], definition }) => ({
  term,
  also,
  definition,
  href: `#/glossary/${id}`,
}));
