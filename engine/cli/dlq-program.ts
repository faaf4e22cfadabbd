import { type Command, InvalidArgumentError, Option } from "commander";
import { type DlqOptions, dlqDiscard, dlqGroups, dlqHistory, dlqList, dlqPeek, dlqReplay } from "./dlq.ts";

/** `dlq …`: the dead-letter queue of one queue on a real server. */
export function addDlq(program: Command): void {
  const dlq = program.command("dlq").description("look at a queue's dead letters, replay or discard them");
  const add = (name: string, what: string) =>
    dlq
      .command(name)
      .description(what)
      .argument("<queue>", "its name")
      .option("--server <url>", "the nats-server", "nats://127.0.0.1:4222")
      .option("--namespace <name>", "the one that its program connects with", "ackademy")
      .option("--json", "for programs", false);
  const select = (command: Command) =>
    command
      .option("--dead letters <list>", "only these, by their numbers (`list` shows them first), as 1,5,7", numbers)
      .option("--job <id>", "only this job's")
      .option("--cause <cause>", "only of this cause, as `groups --by cause` shows it")
      .option("--attempts <n>", "only after so many attempts", number)
      .option("--error <text>", "only with this error, as `groups` shows it; numbers in it do not count");
  select(add("list", "all dead letters, without consuming them")).action((queue: string, options: DlqOptions) =>
    dlqList(queue, options),
  );
  add("peek", "one dead letter as it is, and what was done with it, without consuming it")
    .argument("<letter>", "its number", number)
    .action((queue: string, deadLetter: number, options: DlqOptions) => dlqPeek(queue, deadLetter, options));
  select(add("groups", "how many there are of each kind"))
    .addOption(new Option("--by <key>", "by what").choices(["cause", "attempts", "error", "job"]).default("error"))
    .action((queue: string, options: Parameters<typeof dlqGroups>[1]) => dlqGroups(queue, options));
  select(add("replay", "make them jobs of their queue again; without --yes only say what would be done"))
    .option("--set <path=value>", "edit the payload first, as card.number=4711; may be repeated", collect, [])
    .option("--again", "also dead letters that an earlier replay may have published", false)
    .option("--by <name>", "who does it; stands in the history", "somebody")
    .option("--yes", "do it", false)
    .action((queue: string, options: Parameters<typeof dlqReplay>[1]) => dlqReplay(queue, options));
  select(add("discard", "delete them for good, with a copy in the history; without --yes only say which"))
    .requiredOption("--reason <text>", "why")
    .option("--by <name>", "who does it; stands in the history", "somebody")
    .option("--yes", "do it", false)
    .action((queue: string, options: Parameters<typeof dlqDiscard>[1]) => dlqDiscard(queue, options));
  add("history", "what was done, by whom and when").action((queue: string, options: DlqOptions) =>
    dlqHistory(queue, options),
  );
  for (const command of dlq.commands) command.exitOverride();
}

function number(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("give a whole number.");
  return Number(text);
}

function numbers(text: string): readonly number[] {
  if (!/^\d+(,\d+)*$/.test(text)) throw new InvalidArgumentError("give numbers as 1,5,7.");
  return text.split(",").map(Number);
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
