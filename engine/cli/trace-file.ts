import { open } from "node:fs/promises";
import { BadInputError, errorText } from "../kernel/errors.ts";
import type { RunOutcome } from "../scenario/run-types.ts";
import { encodeTrace } from "../scenario/trace-codec.ts";

/**
 * Opens the file before the run starts, so that a bad path costs nothing, and returns what writes the traces into it.
 * Several variants stand in one file, one after the other.
 */
export async function prepareTraceFile(
  file: string | undefined,
): Promise<(outcomes: readonly RunOutcome[]) => Promise<void>> {
  if (file === undefined) return () => Promise.resolve();
  const handle = await open(file, "w").catch((thrown: unknown) => {
    throw new BadInputError(
      `--trace ${file}`,
      `cannot be written: ${errorText(thrown)}`,
      "Name a file in a folder that exists and that you may write to.",
      { cause: thrown },
    );
  });
  return async (outcomes) => {
    await handle.writeFile(outcomes.map(encodeTrace).join(""));
    await handle.close();
  };
}
