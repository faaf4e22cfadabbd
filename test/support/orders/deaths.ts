import { expectCommandsKnown, expectEnded } from "./expect-orders.ts";
import { type Pass, runOrders } from "./order-lab.ts";
import type { Story } from "./stories.ts";

/** The story with a death at these passes (counted over all incarnations), and all that must hold afterwards. */
export async function surviveDeaths(
  { options, expected }: Story,
  dies: readonly number[],
): Promise<{ readonly passes: readonly Pass[]; readonly deaths: number }> {
  const run = await runOrders({ ...options, diesAt: ({ nth }) => dies.includes(nth) });
  const names = dies.map((nth) => {
    const { point, job, attempt } = run.passes[nth - 1] ?? {};
    return `${point} of ${job} (${attempt}), pass ${nth}`;
  });
  const where = `dead at ${names.join(" and ")}`;
  expectEnded(run, "order-1", expected, where);
  expectCommandsKnown(run, where);
  return run;
}

/** A death at this pass, and a second one at each pass that is left after it. Answers with how many there were. */
export async function survivePairsFrom(story: Story, first: number): Promise<number> {
  for (let second = first + 1; ; second++) {
    const { deaths } = await surviveDeaths(story, [first, second]);
    if (deaths < 2) return second - first - 1;
  }
}
