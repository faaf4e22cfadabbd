import { type Command, Option } from "commander";
import { flowDiscard, flowEdit, flowList, type FlowListOptions, flowResume, flowShow } from "./flow.ts";

/** `flow …`: the flows of one orchestrator on a real server, and what helps those that are stuck. */
export function addFlow(program: Command): void {
  const flow = program.command("flow").description("look at an orchestrator's flows, and help those that are stuck");
  const add = (name: string, what: string) =>
    flow
      .command(name)
      .description(what)
      .argument("<events>", "the orchestrator's queue of events")
      .option("--server <url>", "the nats-server", "nats://127.0.0.1:4222")
      .option("--namespace <name>", "the one that its program connects with", "ackademy")
      .option("--json", "for programs", false);
  const one = (name: string, what: string) => add(name, what).argument("<flow>", "its id");
  const change = (name: string, what: string) =>
    one(name, `${what}; without --yes only say so`).option("--yes", "do it", false);
  const event = (command: Command) =>
    command.option("--event <id>", "which of the events that it holds, as `show` prints it; the first by default");
  add("list", "all flows that are not archived, the stuck ones by default")
    .addOption(
      new Option("--status <status>", "only these").choices(["stuck", "running", "done", "all"]).default("stuck"),
    )
    .option("--definition <name>", "only of this kind")
    .option("--state <state>", "only in this state, as `fulfilling` with whatever is below")
    .action((events: string, options: FlowListOptions) => flowList(events, options));
  one("show", "where a flow is, what it waits for and holds, and how it came there").action(
    (events: string, id: string, options: Parameters<typeof flowShow>[2]) => flowShow(events, id, options),
  );
  change("resume", "let a flow try again what it holds, and send again what is outstanding").action(
    (events: string, id: string, options: Parameters<typeof flowResume>[2]) => flowResume(events, id, options),
  );
  event(change("discard", "take an event out of a flow for good, and let it go on"))
    .requiredOption("--reason <text>", "why")
    .action((events: string, id: string, options: Parameters<typeof flowDiscard>[2]) =>
      flowDiscard(events, id, options),
    );
  event(change("edit", "give an event that a flow holds another payload, and let it go on"))
    .option("--set <path=value>", "what is to stand where, as type=WAKE; may be repeated", collect, [])
    .action((events: string, id: string, options: Parameters<typeof flowEdit>[2]) => flowEdit(events, id, options));
  for (const command of flow.commands) command.exitOverride();
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
