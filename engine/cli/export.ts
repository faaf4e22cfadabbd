import { wallNow } from "../clock/system-clock.ts";
import { decodeTraces } from "../scenario/trace-codec.ts";
import { type ExportFormat, exportRuns } from "../trace/export/export.ts";
import { EXIT } from "./exit.ts";
import { exportedRuns } from "./exported-runs.ts";
import { readText } from "./load.ts";
import { printLines } from "./output.ts";
import { prepareFile } from "./trace-file.ts";

export type ExportCommandOptions = { readonly to: ExportFormat; readonly job?: string; readonly out?: string };

/** Writes a stored trace for another tool, to a file or to the standard output. Returns the exit code. */
export async function exportTrace(file: string, { to, job, out }: ExportCommandOptions): Promise<number> {
  const runs = exportedRuns(
    decodeTraces(await readText(file), file),
    job === undefined ? null : { option: "--job", name: job },
  );
  const write = out === undefined ? null : await prepareFile("--out", out);
  const lengthMs = Math.max(0, ...runs.map(({ events }) => events.at(-1)?.at ?? 0));
  const text = exportRuns(runs, to, { beganAtMs: Math.floor(wallNow() - lengthMs) });
  if (write === null) printLines(process.stdout, text.trimEnd().split("\n"));
  else await write([text]);
  return EXIT.passed;
}
