import { Command, InvalidArgumentError, Option } from "commander";
import { BROKERS, currentBroker } from "../scenario/brokers.ts";
import { compare, type CompareOptions } from "./compare.ts";
import { addDlq } from "./dlq-program.ts";
import { addFlow } from "./flow-program.ts";
import { list } from "./list.ts";
import { replay, type ReplayOptions } from "./replay.ts";
import { run, type RunOptions } from "./run.ts";
import { printSchema } from "./print-schema.ts";
import { validate } from "./validate-file.ts";

const ALL_LEVELS: readonly number[] = [0, 1, 2, 3, 4, 5, 6];
const MOST_SEEDS = 10_000;

/** The commands and their options; `exit` is told the exit code of what ran. */
export function createProgram(exit: (code: number) => void): Command {
  const program = new Command("scenario")
    .usage("<command>")
    .description(
      "Runs Ackademy's scenarios: in virtual time on the simulated broker or on the real server in this process (wasm), or on a real nats-server.",
    )
    .configureHelp({ showGlobalOptions: true })
    .addHelpText("after", HELP)
    .exitOverride();
  program
    .command("list")
    .description("what there is to run")
    .option("--json", "for programs", false)
    .action((options: { json: boolean }) => list(options));
  program
    .command("run")
    .description("run a scenario, and judge it")
    .argument("<scenario>", "an id from `list`, or a .yaml or .json file")
    .addOption(brokerOption())
    .option("--server <url>", "a running nats-server, for --broker nats; without it a private one is started")
    .option("--seed <n>", "another seed than the scenario's own", seed)
    .option("--set <knob=value>", "turn a knob; may be repeated", collect, [])
    .option("--variant <id>", "only this variant; without it all of them run")
    .option("--level <n>", "only this level of queue glue, 0 to 6; without it a table of them all is printed", level)
    .option("--trace <file>", "write the trace, one JSON line an event")
    .option("--json", "print one JSON object instead of the timeline", false)
    .action(async (scenario: string, options: RunOptions) => exit(await run(scenario, options)));
  program
    .command("compare")
    .description("run a flow as queue glue and orchestrated, on the same seeds and faults, side by side")
    .argument("<scenario>", "an id from `list`, or a .yaml or .json file")
    .option("--levels <list>", "levels of queue glue, `all` or for example 0,3,6", levels, ALL_LEVELS)
    .addOption(new Option("--seed <n>", "another seed than the scenario's own").argParser(seed).conflicts("seeds"))
    .option("--seeds <A..B>", "all seeds from A to B", seeds)
    .addOption(brokerOption())
    .option("--server <url>", "a running nats-server, for --broker nats; without it a private one is started")
    .addOption(new Option("--json", "print one JSON object").default(false).conflicts("markdown"))
    .option("--markdown", "print it as Markdown", false)
    .action(async (scenario: string, options: CompareOptions) => exit(await compare(scenario, options)));
  program
    .command("validate")
    .description("check a scenario file")
    .argument("<file>", "a .yaml or .json file")
    .action((file: string) => validate(file));
  program.command("schema").description("print the JSON Schema of scenario files").action(printSchema);
  program
    .command("replay")
    .description("print a stored trace's timeline and judge it again")
    .argument("<trace>", "a file written by `run --trace`")
    .option("--json", "print one JSON object instead of the timeline", false)
    .addOption(new Option("--diagram", "print it as a Mermaid sequence diagram instead").conflicts("json"))
    .addOption(
      new Option("--of <name>", "only what is about this job, request or flow")
        .implies({ diagram: true })
        .conflicts("json"),
    )
    .action(async (file: string, options: ReplayOptions) => exit(await replay(file, options)));
  addDlq(program);
  addFlow(program);
  for (const command of program.commands) command.exitOverride();
  return program;
}

const HELP = `
Exit codes: 0 the verdict is 'passed', 1 'failed', 2 bad input, 3 no broker.

Examples:
  npm run -s scenario -- run crash-redelivery
  npm run -s scenario -- run crash-redelivery --broker nats
  npm run -s scenario -- run double-charge --variant without-key --set key=job
  npm run -s scenario -- run glue-coordinator-crash --level 2
  npm run -s scenario -- compare glue-coordinator-crash --levels 0,3,6
  npm run -s scenario -- dlq replay orders --cause failed --set card=new   (a dry run; --yes does it)`;

function brokerOption(): Option {
  const option = new Option("--broker <name>", "where to run it").choices([...BROKERS]).default("sim");
  const chosen = option.parseArg;
  return option.argParser((name: string, before: unknown) => chosen?.(String(currentBroker(name)), before));
}

function seed(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 0xffffffff)
    throw new InvalidArgumentError("a seed is a whole number from 0 to 4294967295.");
  return value;
}

function levels(text: string): readonly number[] {
  if (text === "all") return ALL_LEVELS;
  if (!/^[0-6](,[0-6])*$/.test(text))
    throw new InvalidArgumentError("levels are `all` or numbers from 0 to 6, as 0,3,6.");
  return [...new Set(text.split(",").map(Number))];
}

function seeds(text: string): [number, number] {
  const [first = Number.NaN, last = Number.NaN] = text.split("..").map(Number);
  if (!/^\d+\.\.\d+$/.test(text) || last < first || last > 0xffffffff || last - first >= MOST_SEEDS) {
    throw new InvalidArgumentError(`seeds are a range as 1..200, of at most ${MOST_SEEDS}.`);
  }
  return [first, last];
}

function level(text: string): number {
  if (!/^[0-6]$/.test(text)) throw new InvalidArgumentError("a level is a number from 0 to 6.");
  return Number(text);
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
