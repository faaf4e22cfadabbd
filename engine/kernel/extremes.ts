/** The largest of `values` and `atLeast`. `Math.max(...values)` overflows the stack above about 120,000 values. */
export function largest(values: Iterable<number>, atLeast: number): number {
  let most = atLeast;
  for (const value of values) if (value > most) most = value;
  return most;
}

/** The smallest of `values` and `atMost`. */
export function smallest(values: Iterable<number>, atMost: number): number {
  let least = atMost;
  for (const value of values) if (value < least) least = value;
  return least;
}
