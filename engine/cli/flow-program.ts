import { type Command, Option } from "commander";
import { flowDiscard, flowEdit, flowList, type FlowListOptions, flowResume, flowShow } from "./flow.ts";

/** Adds `flow …`: lists the flows of one orchestrator on a real server, and repairs stuck ones. */
export function addFlow(program: Command): void {
  const flow = program.command("flow").description("list an orchestrator's flows, and repair stuck ones");
  const add = (name: string, what: string) =>
    flow
      .command(name)
      .description(what)
      .argument("<events>", "the name of the orchestrator's event queue")
      .option("--server <url>", "the address of the nats-server", "nats://127.0.0.1:4222")
      .option("--namespace <name>", "the namespace with which the orchestrator's program connects", "ackademy")
      .option("--json", "print JSON", false);
  const one = (name: string, what: string) => add(name, what).argument("<flow>", "the id of the flow");
  const change = (name: string, what: string) =>
    one(name, `${what}; without --yes, only print the plan`).option("--yes", "execute the plan", false);
  const event = (command: Command) =>
    command.option("--event <id>", "the id of a parked event, as printed by `show`; default: the first one");
  add("list", "list the flows that are not archived")
    .addOption(
      new Option("--status <status>", "only flows with this status")
        .choices(["stuck", "running", "done", "all"])
        .default("stuck"),
    )
    .option("--definition <name>", "only flows with this definition")
    .option("--state <state>", "only flows in this state, nested states included, for example fulfilling")
    .action((events: string, options: FlowListOptions) => flowList(events, options));
  one("show", "print a flow: its state, what it waits for, its parked events and its history").action(
    (events: string, id: string, options: Parameters<typeof flowShow>[2]) => flowShow(events, id, options),
  );
  change("resume", "make a flow handle its parked events again, and send its outstanding commands again").action(
    (events: string, id: string, options: Parameters<typeof flowResume>[2]) => flowResume(events, id, options),
  );
  event(change("discard", "remove a parked event from a flow permanently, and resume the flow"))
    .requiredOption("--reason <text>", "the reason, for the history")
    .action((events: string, id: string, options: Parameters<typeof flowDiscard>[2]) =>
      flowDiscard(events, id, options),
    );
  event(change("edit", "change the payload of a parked event, and resume the flow"))
    .option(
      "--set <path=value>",
      "the field to change and its value, for example type=WAKE; may be repeated",
      collect,
      [],
    )
    .action((events: string, id: string, options: Parameters<typeof flowEdit>[2]) => flowEdit(events, id, options));
  for (const command of flow.commands) command.exitOverride();
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
