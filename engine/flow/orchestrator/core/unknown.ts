import type { FlowRecord, Incoming } from "../record.ts";
import type { Registry } from "../registry.ts";
import { emptyRecord, type Moment } from "./draft.ts";
import { type Decision, later, stuckWithout } from "./parking.ts";

/**
 * The definition or version is registered in another orchestrator, or nowhere: the event is delayed repeatedly, for an
 * orchestrator that knows it. From this number of delays on the flow shows why it does not continue; before, another one may
 * have taken the event.
 */
export const TOLD_FROM = 3;

/** A start of a definition that is not registered here. Its name may be misspelt; the record that it creates then shows it. */
export function decideUnknown(
  registry: Registry,
  record: FlowRecord | null,
  incoming: Extract<Incoming, { readonly kind: "start" }>,
  moment: Moment,
  held: number,
): Decision {
  const { flow, definition: name } = incoming;
  const reason = `the flow definition ${name} is not registered here; known are: ${registry.names().join(", ")}`;
  return untilKnown(record ?? emptyRecord(flow, { name, version: "" }, moment), incoming, moment, held, reason);
}

/** An event of a flow whose version is not registered here. The flow continues in an orchestrator that knows it. */
export function untilKnown(
  record: FlowRecord,
  incoming: Incoming,
  moment: Moment,
  held: number,
  reason: string,
): Decision {
  if (held < TOLD_FROM || (record.status !== "running" && record.stuckBecause !== null)) return later(reason);
  return later(reason, stuckWithout(record, incoming, moment, reason));
}
