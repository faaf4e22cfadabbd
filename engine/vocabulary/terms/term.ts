/** A term of the field, and what it means here. */
export type Term = {
  /** Part of addresses: `#/glossary/visibility-timeout`. */
  readonly id: string;
  readonly term: string;
  /** Other words for it in our texts. Plurals are found without being listed. */
  readonly also?: readonly string[];
  /** One plain sentence. */
  readonly definition: string;
  /** The scenario that shows it best. */
  readonly shownBy?: string;
};
