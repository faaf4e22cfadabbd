import { parseArgs } from "node:util";
import { BadInputError, errorText } from "../../engine/kernel/errors.ts";
import { TAB_FAULTS, type SimFault } from "../../engine/sim/faults.ts";

export const OPPONENTS = ["wasm", "nats", "sim"] as const;
export type Opponent = (typeof OPPONENTS)[number];

/** What the command line asks for. */
export type Asked = {
  readonly runs: number;
  readonly seed: number;
  readonly against: Opponent;
  /** A file, instead of drawn programs. */
  readonly program: string | undefined;
  /** Planted in the simulated server. */
  readonly fault: SimFault | undefined;
};

const USAGE =
  "npm run fuzz -- [--runs N] [--seed S] [--against wasm|nats|sim] [--fault NAME] [--program FILE]; see engine/sim/README.md";

/** Throws `BadInputError` for anything else. */
export function readOptions(args: readonly string[]): Asked {
  const values = parsed(args);
  return {
    runs: whole("runs", values.runs, 1),
    seed: whole("seed", values.seed, 0),
    against: among("against", OPPONENTS, values.against),
    program: values.program,
    fault: values.fault === undefined ? undefined : among("fault", TAB_FAULTS, values.fault),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        runs: { type: "string", default: "100" },
        seed: { type: "string", default: "1" },
        against: { type: "string", default: "wasm" },
        program: { type: "string" },
        fault: { type: "string" },
      },
    }).values;
  } catch (thrown) {
    throw new BadInputError("the command line", errorText(thrown), USAGE, { cause: thrown });
  }
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isSafeInteger(value) && value >= least) return value;
  throw new BadInputError(`--${name}`, `found "${text}", expected a whole number from ${least} on`, USAGE);
}

function among<T extends string>(name: string, known: readonly T[], text: string): T {
  const found = known.find((one) => one === text);
  if (found !== undefined) return found;
  throw new BadInputError(`--${name}`, `found "${text}", expected one of ${known.join(", ")}`, USAGE);
}
