/** What all members of a union have, together. */
export type Merged<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;

/** One object with the fields of all; no two of them name a field alike. */
export function merged<One extends object>(all: readonly One[]): Merged<One> {
  return Object.assign({}, ...all) as Merged<One>;
}
