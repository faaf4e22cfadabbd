import { jetstream } from "@nats-io/jetstream";
import { nuid } from "@nats-io/nats-core";
import { assertUsable, natsBroker } from "../broker/nats-broker.ts";
import { type FlowClient, type FlowFilter, openFlowClient, type ParkedEvent } from "../flow/orchestrator/client.ts";
import { orchestratorNames } from "../flow/orchestrator/names.ts";
import { BadInputError } from "../kernel/errors.ts";
import { setAt } from "../kernel/paths.ts";
import { checkReason } from "../queue/dead-letters/operations.ts";
import { hasBucket } from "../queue/declare/stores.ts";
import { accessFor } from "./access.ts";
import { printAs } from "./output.ts";
import { changeLines, flowLine, noFlowLine, showLines } from "./print-flow.ts";
import { readEdit } from "./read-edit.ts";

type Place = { readonly server: string; readonly namespace: string; readonly json: boolean };
type Doing = Place & { readonly yes: boolean };
type Event = { readonly event?: string };
export type FlowListOptions = Place &
  Omit<FlowFilter, "status"> & { readonly status: NonNullable<FlowFilter["status"]> | "all" };

export function flowList(events: string, options: FlowListOptions): Promise<void> {
  const { status, definition, state } = options;
  return atFlows(events, options, async (client) => {
    const flows = await client.list({
      ...(status === "all" ? {} : { status }),
      ...(definition === undefined ? {} : { definition }),
      ...(state === undefined ? {} : { state }),
    });
    printAs(options, flows, () => (flows.length === 0 ? [noFlowLine(events, status)] : flows.map(flowLine)));
  });
}

export function flowShow(events: string, flow: string, options: Place): Promise<void> {
  return atFlows(events, options, async (client) => {
    const view = await viewOf(client, events, flow);
    const [parked, history] = [await client.parked(flow), await client.history(flow)];
    printAs(options, { ...view, parkedEvents: parked, history }, () => showLines(view, parked, history));
  });
}

export function flowResume(events: string, flow: string, options: Doing): Promise<void> {
  return atFlows(events, options, async (client) => {
    await viewOf(client, events, flow);
    const parked = await client.parked(flow);
    if (options.yes) await client.resume(flow, `${flow}-resume-${nuid.next()}`);
    printAs(options, { flow, parked, done: options.yes }, () => changeLines("resume", flow, parked, options.yes));
  });
}

export function flowDiscard(
  events: string,
  flow: string,
  options: Doing & Event & { readonly reason: string },
): Promise<void> {
  return atFlows(events, options, async (client) => {
    checkReason(options.reason);
    const event = await parkedEvent(client, events, flow, options);
    if (options.yes) await client.discard(flow, event.id, options.reason);
    printAs(options, { flow, event, done: options.yes }, () => changeLines("discard", flow, [event], options.yes));
  });
}

export function flowEdit(
  events: string,
  flow: string,
  options: Doing & Event & { readonly set: readonly string[] },
): Promise<void> {
  return atFlows(events, options, async (client) => {
    const edits = options.set.map(readEdit);
    if (edits.length === 0) {
      throw new BadInputError(
        `flow ${flow}`,
        "found no edit, expected at least one --set",
        "Name a field and its value, for example --set type=WAKE.",
      );
    }
    const event = await parkedEvent(client, events, flow, options);
    const payload = edits.reduce((before, { path, value }) => {
      const edited = setAt(before, path, value);
      if (edited !== null) return edited;
      const what = `found no path ${path} in ${JSON.stringify(before)}`;
      throw new BadInputError(`event ${event.id}`, what, "Name an existing path; only its last part may be new.");
    }, event.payload);
    if (options.yes) await client.edit(flow, event.id, payload);
    const edited = { ...event, payload };
    printAs(options, { flow, event: edited, done: options.yes }, () =>
      changeLines("edit", flow, [edited], options.yes),
    );
  });
}

async function viewOf(client: FlowClient, events: string, flow: string) {
  const view = await client.query(flow);
  if (view !== null) return view;
  throw new BadInputError(`flow ${flow}`, "is unknown", `Choose one that \`flow list ${events} --status all\` prints.`);
}

/** The flow's parked event with this id; without an id, the first one, which made the flow stuck. */
async function parkedEvent(client: FlowClient, events: string, flow: string, { event }: Event): Promise<ParkedEvent> {
  await viewOf(client, events, flow);
  const parked = await client.parked(flow);
  const found = event === undefined ? parked[0] : parked.find(({ id }) => id === event);
  if (found !== undefined) return found;
  const what = event === undefined ? "has no parked event" : `has no parked event "${event}"`;
  throw new BadInputError(`flow ${flow}`, what, `\`flow show ${events} ${flow}\` prints its parked events.`);
}

async function atFlows(
  name: string,
  { server, namespace }: Place,
  work: (client: FlowClient) => Promise<void>,
): Promise<void> {
  const broker = natsBroker(server, await accessFor(server));
  await assertUsable(broker);
  const connection = await broker.connect("flow");
  try {
    const events = { namespace, name };
    if (!(await hasBucket(jetstream(connection), orchestratorNames(events).flows))) {
      throw new BadInputError(
        `event queue ${name}`,
        `found no flows of an orchestrator in the namespace ${namespace}`,
        "Give the name of the orchestrator's event queue, and --namespace if its program uses one.",
      );
    }
    await work(await openFlowClient({ connection, events }));
  } finally {
    await connection.drain();
  }
}
