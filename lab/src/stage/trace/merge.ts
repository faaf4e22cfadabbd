/** The intersection of all members of a union. */
export type Merged<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;

/** One object with the fields of all. No two of them have a field of the same name. */
export function merged<One extends object>(all: readonly One[]): Merged<One> {
  return Object.assign({}, ...all) as Merged<One>;
}
