import { constants } from "node:fs";
import { access, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { BadInputError, errorText } from "../kernel/errors.ts";
import type { RunOutcome } from "../scenario/run/run-types.ts";
import { traceLines } from "../scenario/trace-codec.ts";

/** Writes the traces of all variants to one file, one after the other. @throws BadInputError */
export type WriteTrace = (outcomes: readonly RunOutcome[]) => Promise<void>;

/**
 * Checks that the file can be written, before the run starts, and returns the function that writes it. The trace is written
 * to a temporary file in the same folder, which replaces `file` when it is complete. If the run or the writing ends early,
 * an existing file stays unchanged.
 */
export async function prepareTraceFile(file: string | undefined): Promise<WriteTrace> {
  if (file === undefined) return () => Promise.resolve();
  const place = await orBadInput(file, () => placeOf(file));
  return (outcomes) => orBadInput(file, () => write(place, outcomes));
}

type Place = {
  readonly path: string;
  /** The temporary file; null for a device or a pipe, which is written directly. */
  readonly beside: string | null;
  readonly mode: number;
};

async function placeOf(file: string): Promise<Place> {
  const path = await realpath(file).catch(() => file);
  const there = await stat(path).catch(() => null);
  if (there?.isDirectory() === true) throw new Error("it is a folder");
  if (there !== null) await access(path, constants.W_OK);
  if (there?.isFile() === false) return { path, beside: null, mode: there.mode };
  await access(dirname(path), constants.W_OK);
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  return { path, beside, mode: there?.mode ?? NEW_FILE };
}

const NEW_FILE = 0o666;

async function write({ path, beside, mode }: Place, outcomes: readonly RunOutcome[]): Promise<void> {
  try {
    const handle = await open(beside ?? path, "w", mode);
    try {
      for (const chunk of chunks(outcomes)) await handle.write(chunk);
    } finally {
      await handle.close();
    }
    if (beside !== null) await rename(beside, path);
  } catch (thrown) {
    if (beside !== null) await rm(beside, { force: true });
    throw thrown;
  }
}

const CHUNK = 1_000_000;

/** In chunks, because a trace may be longer than the longest string. */
function* chunks(outcomes: readonly RunOutcome[]): Generator<string> {
  let chunk = "";
  for (const outcome of outcomes) {
    for (const line of traceLines(outcome)) {
      chunk += line;
      if (chunk.length < CHUNK) continue;
      yield chunk;
      chunk = "";
    }
  }
  yield chunk;
}

async function orBadInput<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const remedy = "Name a file in an existing, writable folder on a disk with free space.";
    throw new BadInputError(`--trace ${file}`, `cannot be written: ${errorText(thrown)}`, remedy, { cause: thrown });
  }
}
