import { listNames, type Finding, type RunFacts } from "./facts.ts";

/** No job had its effect in the outside services more than once. */
export function effectsAtMostOnce({ effects }: RunFacts): Finding {
  const repeated = [...effects]
    .filter(([, applied]) => applied.length > 1)
    .map(([job, applied]) => `${job} (${applied.length} times)`);
  if (repeated.length > 0) return { holds: false, detail: `more than one effect: ${listNames(repeated)}` };
  const detail =
    effects.size === 0 ? "there were no effects in this run" : `each effect happened once (${effects.size} in all)`;
  return { holds: true, detail };
}
