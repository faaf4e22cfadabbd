import { test } from "vitest";
import { groupBy } from "../../engine/kernel/group-by.ts";

/** True in `npm run test:full`. */
export const FULL = process.env["ACKADEMY_TEST_FULL"] === "1";

type Row = readonly [name: string, ...rest: unknown[]];
/** Says which cases are in the sample. It must depend on nothing but the rows. */
export type Sample<R> = (row: R, index: number) => boolean;

/**
 * Like `test.each`, but `npm test` runs only a sample of the rows. The others are reported as left to
 * `npm run test:full`, which runs all. Each `%s` in `name` stands for a part of the row.
 */
export function testSampled<R extends Row>(rows: readonly R[], isInSample: Sample<R>) {
  return (name: string, run: (...row: R) => void | Promise<void>): void => {
    for (const [index, row] of rows.entries()) {
      const one = FULL || isInSample(row, index) ? test : test.skip;
      one.each([row as readonly unknown[]])(name, (...parts) => run(...(parts as unknown as R)));
    }
  };
}

/** Every `n`th row, beginning with row `from`. */
export function every(n: number, from = 0): Sample<unknown> {
  return (_row, index) => index % n === from % n;
}

/** One row of each group. In each next group it is the next one, so that every place in a group comes up. */
export function oneOfEach<R>(rows: readonly R[], groupOf: (row: R) => string): Sample<R> {
  const chosen = new Set([...groupBy(rows, groupOf).values()].map((group, index) => group[index % group.length]));
  return (row) => chosen.has(row);
}
