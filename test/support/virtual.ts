import { VirtualClock } from "../../engine/clock/virtual-clock.ts";
import { enterVirtualRealm } from "../../engine/clock/virtual-realm.ts";

/** Far beyond what a test needs of virtual time. */
const LIMIT_MS = 60_000;

/** Runs `play` in a virtual realm of its own, until it is over. @throws what it throws, or that it did not end */
export async function inVirtualTime<T>(play: (clock: VirtualClock) => Promise<T>): Promise<T> {
  const clock = new VirtualClock();
  const leave = enterVirtualRealm(clock, 1);
  try {
    return await untilOver(clock, play(clock), { withinMs: LIMIT_MS, what: "it" });
  } finally {
    leave();
  }
}

/** Lets virtual time go on until `work` is over, for so long at most. @throws what it throws, or that it did not end */
export async function untilOver<T>(
  clock: VirtualClock,
  work: Promise<T>,
  { withinMs, what }: { readonly withinMs: number; readonly what: string },
): Promise<T> {
  let over = false;
  const outcome = work.finally(() => (over = true));
  outcome.catch(() => undefined);
  const end = await clock.run({ done: () => over, limitMs: clock.now() + withinMs });
  if (!over) throw new Error(`${what} did not end: '${end}' at ${clock.now()} ms`);
  return outcome;
}
