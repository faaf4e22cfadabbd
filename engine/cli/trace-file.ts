import { constants } from "node:fs";
import { access, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { BadInputError, errorText } from "../kernel/errors.ts";
import type { RunOutcome } from "../scenario/run/run-types.ts";
import { traceLines } from "../scenario/trace-codec.ts";

/** Writes the text, in parts, to the file. @throws BadInputError */
export type WriteFile = (parts: Iterable<string>) => Promise<void>;

/**
 * Checks that the file of an option can be written, before the work starts, and returns the function that writes it. The text
 * is written to a temporary file in the same folder, which replaces `file` when it is complete. If the work or the writing
 * ends early, an existing file stays unchanged.
 */
export async function prepareFile(option: string, file: string): Promise<WriteFile> {
  const where = `${option} ${file}`;
  const place = await orBadInput(where, () => placeOf(file));
  return (parts) => orBadInput(where, () => write(place, parts));
}

/** Writes the traces of all variants to one file, one after the other. @throws BadInputError */
export type WriteTrace = (outcomes: readonly RunOutcome[]) => Promise<void>;

/** `prepareFile` for the file of `--trace`, if there is one. */
export async function prepareTraceFile(file: string | undefined): Promise<WriteTrace> {
  if (file === undefined) return () => Promise.resolve();
  const writeFile = await prepareFile("--trace", file);
  return (outcomes) => writeFile(linesOf(outcomes));
}

function* linesOf(outcomes: readonly RunOutcome[]): Generator<string> {
  for (const outcome of outcomes) yield* traceLines(outcome);
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

async function write({ path, beside, mode }: Place, parts: Iterable<string>): Promise<void> {
  try {
    const handle = await open(beside ?? path, "w", mode);
    try {
      for (const chunk of chunks(parts)) await handle.write(chunk);
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

/** In chunks, because a file may be longer than the longest string. */
function* chunks(parts: Iterable<string>): Generator<string> {
  let chunk = "";
  for (const part of parts) {
    chunk += part;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = "";
  }
  yield chunk;
}

async function orBadInput<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const remedy = "Name a file in an existing, writable folder on a disk with free space.";
    throw new BadInputError(where, `cannot be written: ${errorText(thrown)}`, remedy, { cause: thrown });
  }
}
