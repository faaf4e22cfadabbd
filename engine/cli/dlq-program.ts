import { type Command, InvalidArgumentError, Option } from "commander";
import { type DlqOptions, dlqDiscard, dlqGroups, dlqHistory, dlqList, dlqPeek, dlqReplay } from "./dlq.ts";

/** Adds `dlq …`: operations on the dead-letter queue of one queue on a real server. */
export function addDlq(program: Command): void {
  const dlq = program.command("dlq").description("list, replay or discard the dead letters of a queue");
  const add = (name: string, what: string) =>
    dlq
      .command(name)
      .description(what)
      .argument("<queue>", "the name of the queue")
      .option("--server <url>", "the address of the nats-server", "nats://127.0.0.1:4222")
      .option("--namespace <name>", "the namespace with which the queue's program connects", "ackademy")
      .option("--json", "print JSON", false);
  const select = (command: Command) =>
    command
      .option(
        "--dead-letters <list>",
        "only the dead letters with these numbers, for example 1,5,7 (`list` prints the numbers)",
        numbers,
      )
      .option("--job <id>", "only the dead letters of this job")
      .option("--cause <cause>", "only dead letters with this cause, as printed by `groups --by cause`")
      .option("--attempts <n>", "only dead letters with this number of attempts", number)
      .option("--error <text>", "only dead letters with this error, as printed by `groups`; numbers in it are ignored");
  select(add("list", "list dead letters without consuming them")).action((queue: string, options: DlqOptions) =>
    dlqList(queue, options),
  );
  add("peek", "print one dead letter and its history without consuming it")
    .argument("<letter>", "the number of the dead letter", number)
    .action((queue: string, deadLetter: number, options: DlqOptions) => dlqPeek(queue, deadLetter, options));
  select(add("groups", "count the dead letters of each kind"))
    .addOption(
      new Option("--by <key>", "the field to group by").choices(["cause", "attempts", "error", "job"]).default("error"),
    )
    .action((queue: string, options: Parameters<typeof dlqGroups>[1]) => dlqGroups(queue, options));
  select(add("replay", "send dead letters to their queue again; without --yes, only print the plan"))
    .option("--set <path=value>", "edit the payload first, for example card.number=4711; may be repeated", collect, [])
    .option("--again", "also replay dead letters that an earlier replay may have published", false)
    .option("--by <name>", "the operator's name, for the history", "somebody")
    .option("--yes", "execute the plan", false)
    .action((queue: string, options: Parameters<typeof dlqReplay>[1]) => dlqReplay(queue, options));
  select(
    add("discard", "delete dead letters permanently, with a copy in the history; without --yes, only print the plan"),
  )
    .requiredOption("--reason <text>", "the reason, for the history")
    .option("--by <name>", "the operator's name, for the history", "somebody")
    .option("--yes", "execute the plan", false)
    .action((queue: string, options: Parameters<typeof dlqDiscard>[1]) => dlqDiscard(queue, options));
  add("history", "print the history: each operation, its operator and its time").action(
    (queue: string, options: DlqOptions) => dlqHistory(queue, options),
  );
  for (const command of dlq.commands) command.exitOverride();
}

function number(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("Expected a whole number.");
  return Number(text);
}

function numbers(text: string): readonly number[] {
  if (!/^\d+(,\d+)*$/.test(text))
    throw new InvalidArgumentError("Expected whole numbers separated by commas, for example 1,5,7.");
  return text.split(",").map(Number);
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
