import { parseArgs } from "node:util";
import { CREDIT } from "./system.ts";

export const USAGE = `npm run bench:queue -- [--rounds N] [--only NAME] [--without NAME] [--scale X]
                            [--prefetch N] [--json] [--write-docs]
  --rounds      how often everything is measured; 5 by default
  --only        send, send-many, work-1, work-4, work-16, round-trip, ways, features, memory; may be repeated
  --without     bullmq or rabbitmq, where it is not to be had; may be repeated
  --scale       so many times the jobs of each measurement; 1 by default
  --prefetch    jobs that a worker of the engine holds beyond those it is at; 8 by default
  --json        one object for programs
  --write-docs  writes the tables into engine/benchmarks.md`;

export type BenchOptions = {
  readonly rounds: number;
  readonly only: readonly string[];
  readonly without: readonly string[];
  readonly scale: number;
  readonly prefetch: number;
  readonly json: boolean;
  readonly writeDocs: boolean;
};

const NAMES = ["send", "send-many", "work-1", "work-4", "work-16", "round-trip", "ways", "features", "memory"];
const OTHERS = ["bullmq", "rabbitmq"];

/** @throws for what is none of the options, in one line */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string", default: "5" },
      only: { type: "string", multiple: true, default: [] },
      without: { type: "string", multiple: true, default: [] },
      scale: { type: "string", default: "1" },
      prefetch: { type: "string", default: String(CREDIT.prefetch) },
      json: { type: "boolean", default: false },
      "write-docs": { type: "boolean", default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds: found ${values.rounds}, expected 1 or more`);
  const scale = Number(values.scale);
  if (!(scale > 0)) throw new Error(`--scale: found ${values.scale}, expected a number above 0`);
  const prefetch = Number(values.prefetch);
  if (!Number.isInteger(prefetch) || prefetch < 0)
    throw new Error(`--prefetch: found ${values.prefetch}, expected 0 or more`);
  refuseOthers("--only", values.only, NAMES);
  refuseOthers("--without", values.without, OTHERS);
  const { only, without, json } = values;
  return { rounds, only, without, scale, prefetch, json, writeDocs: values["write-docs"] };
}

function refuseOthers(option: string, found: readonly string[], known: readonly string[]): void {
  for (const name of found) {
    if (!known.includes(name)) throw new Error(`${option}: found ${name}, expected one of ${known.join(", ")}`);
  }
}
