import type { Environment } from "./environment.ts";

/** After so long nothing is expected to change any more: far longer than anything takes that a case waits for. */
export function settlesWithinMs({ isExact }: Environment): number {
  return isExact ? 5_000 : 60_000;
}

/** Asks until the answer holds what is expected: a server may apply what it was told a little later. */
export async function settles<T extends object>(
  env: Environment,
  ask: () => Promise<T>,
  expected: Readonly<Record<string, unknown>>,
): Promise<T> {
  const deadline = env.clock.now() + settlesWithinMs(env);
  for (;;) {
    const answer = await ask();
    const wrong = Object.entries(expected).filter(([key, value]) => answer[key as keyof T] !== value);
    if (wrong.length === 0) return answer;
    if (env.clock.now() > deadline)
      throw new Error(`${JSON.stringify(answer)} does not become ${JSON.stringify(expected)}`);
  }
}
