import { parseArgs } from "node:util";

export const USAGE = `npm run bench:lab -- [--only NAME] [--site FOLDER] [--rounds N]
  --only    load, fork, jobs-500, jobs-5000, jobs-20000, jobs-150000, tokens-2000, tokens-10000, forks-100; may be
            repeated; without it all but jobs-150000 and forks-100
  --site    a built site, for example of the previous release; without it the lab is built anew
  --rounds  how often each figure is measured; 3 by default`;

const BY_DEFAULT = ["load", "fork", "jobs-500", "jobs-5000", "jobs-20000", "tokens-2000", "tokens-10000"] as const;
const NAMES = [...BY_DEFAULT, "jobs-150000", "forks-100"] as const;
export type Measure = (typeof NAMES)[number];

export type BenchOptions = {
  readonly only: readonly Measure[];
  readonly site: string | null;
  readonly rounds: number;
};

/** @throws for what is none of the options, in one line */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", multiple: true, default: [] },
      site: { type: "string" },
      rounds: { type: "string", default: "3" },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds: found ${values.rounds}, expected 1 or more`);
  return {
    only: values.only.length === 0 ? BY_DEFAULT : values.only.map(asMeasure),
    site: values.site ?? null,
    rounds,
  };
}

function asMeasure(name: string): Measure {
  const found = NAMES.find((known) => known === name);
  if (found === undefined) throw new Error(`--only: found ${name}, expected one of ${NAMES.join(", ")}`);
  return found;
}
