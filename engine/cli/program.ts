import { Command, InvalidArgumentError, Option } from "commander";
import { BROKERS } from "../scenario/brokers.ts";
import { currentBroker } from "../scenario/older-forms.ts";
import { COMMAND, IN_REPOSITORY } from "./command.ts";
import { ACCESS_HELP } from "./access.ts";
import { compare, type CompareOptions } from "./compare.ts";
import { addDlq } from "./dlq-program.ts";
import { addFlow } from "./flow-program.ts";
import { addGuide } from "./guide.ts";
import { list } from "./list.ts";
import { run, type RunOptions } from "./run.ts";
import { printSchema } from "./print-schema.ts";
import { addStored } from "./stored-program.ts";
import { validate } from "./validate-file.ts";

const ALL_LEVELS: readonly number[] = [0, 1, 2, 3, 4, 5, 6];
const MOST_SEEDS = 10_000;

/** The commands and their options. `exit` is called with the exit code of the command that ran. */
export function createProgram(exit: (code: number) => void): Command {
  const program = new Command(IN_REPOSITORY ? "scenario" : "ackademy")
    .usage("<command>")
    .description(
      "Runs Ackademy's scenarios: in virtual time on the simulated broker (sim) or on nats-server as WebAssembly (wasm), or in real time on a nats-server (nats).",
    )
    .configureHelp({ showGlobalOptions: true })
    .addHelpText("after", HELP)
    .exitOverride();
  program
    .command("list")
    .description("list the scenarios")
    .option("--json", "print JSON", false)
    .action((options: { json: boolean }) => list(options));
  addRun(program, exit);
  program
    .command("compare")
    .description("compare a flow as queue glue and orchestrated, on the same seeds and faults")
    .argument("<scenario>", "an id from `list`, or a .yaml or .json file")
    .option("--levels <list>", "levels of queue glue: `all`, or for example 0,3,6", levels, ALL_LEVELS)
    .addOption(
      new Option("--seed <n>", "the seed; default: the scenario's own seed").argParser(seed).conflicts("seeds"),
    )
    .option("--seeds <A..B>", "all seeds from A to B", seeds)
    .addOption(brokerOption())
    .option("--server <url>", "the nats-server for --broker nats; default: start a private one")
    .addOption(new Option("--json", "print one JSON object").default(false).conflicts("markdown"))
    .option("--markdown", "print the comparison as Markdown", false)
    .action(async (scenario: string, options: CompareOptions) => exit(await compare(scenario, options)));
  program
    .command("validate")
    .description("validate a scenario file")
    .argument("<file>", "a .yaml or .json file")
    .action((file: string) => validate(file));
  program.command("schema").description("print the JSON Schema of scenario files").action(printSchema);
  addStored(program, exit);
  for (const add of [addGuide, addDlq, addFlow]) add(program);
  for (const command of program.commands) command.exitOverride();
  return program;
}

function addRun(program: Command, exit: (code: number) => void): void {
  program
    .command("run")
    .description("run a scenario and check its claims")
    .argument("<scenario>", "an id from `list`, or a .yaml or .json file")
    .addOption(brokerOption())
    .option("--server <url>", "the nats-server for --broker nats; default: start a private one")
    .option("--seed <n>", "the seed; default: the scenario's own seed", seed)
    .option("--set <knob=value>", "set a knob; may be repeated", collect, [])
    .option("--variant <id>", "run only this variant; default: all variants")
    .option("--level <n>", "run only this level of queue glue, 0 to 6; default: print a table of all designs", level)
    .option("--handlers <file>", "a .ts or .js file with the functions that handlers of the kind `function` call")
    .option("--trace <file>", "write the trace to a file, one JSON line per event")
    .option("--json", "print one JSON object instead of the timeline", false)
    .action(async (scenario: string, options: RunOptions) => exit(await run(scenario, options)));
}

const HELP = `
${ACCESS_HELP.trim()}

Exit codes: 0 verdict 'passed', 1 verdict 'failed', 2 bad input, 3 no broker, 130 interrupted.

Examples:
  ${COMMAND} run crash-redelivery
  ${COMMAND} run crash-redelivery --broker nats
  ${COMMAND} run double-charge --variant without-key --set key=job
  ${COMMAND} run glue-coordinator-crash --level 2
  ${COMMAND} compare glue-coordinator-crash --levels 0,3,6
  ${COMMAND} guide kind=command steps=undo
  ${COMMAND} export run.jsonl --to perfetto --out run.perfetto.json
  ${COMMAND} dlq replay orders --cause failed --set card=new   (a dry run; --yes does it)`;

function brokerOption(): Option {
  const option = new Option("--broker <name>", "the broker to run on").choices([...BROKERS]).default("sim");
  const chosen = option.parseArg;
  return option.argParser((name: string, before: unknown) => chosen?.(String(currentBroker(name)), before));
}

function seed(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 0xffffffff)
    throw new InvalidArgumentError("Expected a whole number from 0 to 4294967295.");
  return value;
}

function levels(text: string): readonly number[] {
  if (text === "all") return ALL_LEVELS;
  if (!/^[0-6](,[0-6])*$/.test(text))
    throw new InvalidArgumentError("Expected `all`, or numbers from 0 to 6, for example 0,3,6.");
  return [...new Set(text.split(",").map(Number))];
}

function seeds(text: string): [number, number] {
  const [first = Number.NaN, last = Number.NaN] = text.split("..").map(Number);
  if (!/^\d+\.\.\d+$/.test(text) || last < first || last > 0xffffffff || last - first >= MOST_SEEDS) {
    throw new InvalidArgumentError(`Expected a range of at most ${MOST_SEEDS} seeds, for example 1..200.`);
  }
  return [first, last];
}

function level(text: string): number {
  if (!/^[0-6]$/.test(text)) throw new InvalidArgumentError("Expected a number from 0 to 6.");
  return Number(text);
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
