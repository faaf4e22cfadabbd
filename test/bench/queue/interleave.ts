/** What is measured in turn with others: a value, or several parts of one. */
export type Turn = { readonly name: string; readonly run: () => Promise<readonly number[]> };

/** By turn and part: a value each round. */
export type Values = ReadonlyMap<string, readonly (readonly number[])[]>;

/**
 * Runs all turns in each round, one after the other, beginning with another one each time: what the machine does
 * besides strikes all alike. A round before the first warms up and does not count.
 */
export async function interleave(
  turns: readonly Turn[],
  rounds: number,
  onTurn: (name: string) => void = () => undefined,
): Promise<Values> {
  const values = new Map<string, number[][]>(turns.map(({ name }) => [name, []]));
  for (let round = rounds > 1 ? -1 : 0; round < rounds; round++) {
    for (let k = 0; k < turns.length; k++) {
      const turn = turns[(k + round + turns.length) % turns.length] as Turn;
      onTurn(turn.name);
      const parts = await turn.run();
      if (round < 0) continue;
      const mine = values.get(turn.name) ?? [];
      parts.forEach((value, part) => (mine[part] ??= []).push(value));
    }
  }
  return values;
}
