import { type Command, InvalidArgumentError, Option } from "commander";
import { EXPORT_FORMATS } from "../trace/export/export.ts";
import { type ExportCommandOptions, exportTrace } from "./export.ts";
import { open, type OpenOptions } from "./open.ts";
import { replay, type ReplayOptions } from "./replay.ts";

/** The commands for stored traces. */
export function addStored(program: Command, exit: (code: number) => void): void {
  program
    .command("replay")
    .description("print the timeline of a stored trace and check its claims again")
    .argument("<trace>", "a file written by `run --trace`")
    .option("--json", "print one JSON object instead of the timeline", false)
    .addOption(new Option("--diagram", "print a Mermaid sequence diagram instead of the timeline").conflicts("json"))
    .addOption(
      new Option("--of <name>", "draw only the events about this job, request or flow")
        .implies({ diagram: true })
        .conflicts("json"),
    )
    .action(async (file: string, options: ReplayOptions) => exit(await replay(file, options)));
  program
    .command("export")
    .description("write a stored trace in the format of another tool")
    .argument("<trace>", "a file written by `run --trace`")
    .addOption(
      new Option("--to <format>", "Mermaid (documents), Perfetto (ui.perfetto.dev, chrome://tracing), OpenTelemetry")
        .choices([...EXPORT_FORMATS])
        .makeOptionMandatory(),
    )
    .option("--job <name>", "only the events about this job, request or flow")
    .option("--out <file>", "write to a file; default: print it")
    .action(async (file: string, options: ExportCommandOptions) => exit(await exportTrace(file, options)));
  program
    .command("open")
    .description("open a stored trace or a scenario file in the lab, in a browser on this machine")
    .argument("<file>", "a trace written by `run --trace`, or a .yaml or .json file")
    .option("--port <n>", "the lab's port; default: the first free one from 5173", port)
    .action(async (file: string, options: OpenOptions) => exit(await open(file, options)));
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 65_535)
    throw new InvalidArgumentError("Expected a whole number from 1 to 65535.");
  return value;
}
