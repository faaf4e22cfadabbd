import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { Job } from "../../queue/work/received-job.ts";
import type { NewJob } from "../../queue/send/new-job.ts";
import { addressHeaders, failureOf, returnAddress } from "../../reply/headers.ts";
import { ReplyHeader } from "../../queue/headers.ts";
import { BadFlowIdError } from "./errors.ts";
import { FlowHeader } from "./headers.ts";
import { type Requester, type Incoming, isFlowId, type ParkedChange, readToken } from "./record.ts";

/** Interprets a job in the queue of events or of deadlines; null if it belongs to no flow. */
export function readIncoming(job: Job): Incoming | null {
  const kind = job.header(FlowHeader.Kind);
  const flow = job.header(FlowHeader.Flow);
  if (kind === null) return readReply(job);
  if (flow === null || !isFlowId(flow)) return null;
  const token = job.header(FlowHeader.Token);
  switch (kind) {
    case "deadline":
      return token === null ? null : { kind, id: `deadline ${token}`, flow, token };
    case "signal":
      return isEvent(job.payload) ? { kind, id: `signal ${job.id}`, flow, event: job.payload } : null;
    case "start": {
      const definition = job.header(FlowHeader.Definition);
      if (definition === null) return null;
      return { kind, id: `start ${job.id}`, flow, definition, input: job.payload, requester: requesterOf(job) };
    }
    case "resume": {
      const change = changeOf(job);
      return { kind, id: `resume ${job.id}`, flow, ...(change === null ? {} : { change }) };
    }
    default:
      return null;
  }
}

/** @throws BadFlowIdError */
export function startOf(job: Job, definition: string, wanted: { flow: string; input: JsonValue }): Incoming {
  const { flow, input } = wanted;
  if (!isFlowId(flow)) throw new BadFlowIdError(flow);
  return { kind: "start", id: `start ${job.id}`, flow, definition, input, requester: requesterOf(job) };
}

/** The job that sends the event again: `readIncoming` reads the same event from it. */
export function jobOf(incoming: Incoming): Pick<NewJob, "id" | "payload"> & { readonly headers: HeaderTexts } {
  const { kind, flow } = incoming;
  const id = incoming.id.slice(kind.length + 1);
  const headers = { [FlowHeader.Kind]: kind, [FlowHeader.Flow]: flow };
  switch (kind) {
    case "deadline":
      return { id, payload: null, headers: { ...headers, [FlowHeader.Token]: incoming.token } };
    case "signal":
      return { id, payload: incoming.event, headers };
    case "start":
      return { id, payload: incoming.input, headers: { ...headers, ...startHeaders(incoming) } };
    case "resume":
      return { id, ...resumeJob(incoming.change, headers) };
    case "reply": {
      const { token, payload, failed } = incoming;
      const address = { replyTo: "held", correlation: token, request: flow, try: incoming.try, deadlineMs: null };
      const failure: HeaderTexts = failed === undefined ? {} : { [ReplyHeader.Failed]: failed };
      return { id, payload, headers: { ...addressHeaders(address), ...failure } };
    }
  }
}

export type HeaderTexts = { readonly [name: string]: string };

function startHeaders({ definition, requester }: Extract<Incoming, { kind: "start" }>): HeaderTexts {
  return {
    [FlowHeader.Definition]: definition,
    ...(requester === null ? {} : addressHeaders(requester.address)),
    ...(requester?.message === undefined ? {} : { [FlowHeader.Asked]: requester.message }),
  };
}

/** The payload and headers of a resume: nothing, or the change of one parked event. */
export function resumeJob(
  change: ParkedChange | undefined,
  headers: HeaderTexts,
): { readonly payload: JsonValue; readonly headers: HeaderTexts } {
  if (change === undefined) return { payload: null, headers };
  const payload = change.kind === "discard" ? { discard: change.reason } : { edit: change.payload };
  return { payload, headers: { ...headers, [FlowHeader.Parked]: change.parked } };
}

function changeOf(job: Job): ParkedChange | null {
  const parked = job.header(FlowHeader.Parked);
  if (parked === null) return null;
  const { discard, edit = null } = (job.payload ?? {}) as { readonly discard?: string; readonly edit?: JsonValue };
  return discard === undefined
    ? { kind: "edit", parked, payload: edit }
    : { kind: "discard", parked, reason: String(discard) };
}

function readReply(job: Job): Incoming | null {
  const address = returnAddress(job);
  const flow = address === null ? null : (readToken(address.correlation)?.flow ?? null);
  if (address === null || flow === null) return null;
  const failed = failureOf(job);
  return {
    kind: "reply",
    id: `reply ${job.id}`,
    flow,
    token: address.correlation,
    try: address.try,
    payload: job.payload,
    ...(failed === null ? {} : { failed }),
  };
}

function requesterOf(job: Job): Requester | null {
  const address = returnAddress(job);
  if (address === null) return null;
  return { address, job: job.id, message: job.header(FlowHeader.Asked) ?? `${job.queue}:${job.streamSequence}` };
}

export function isEvent(payload: JsonValue): payload is JsonObject & { readonly type: string } {
  return (
    typeof payload === "object" &&
    payload !== null &&
    "type" in payload &&
    typeof (payload as JsonObject)["type"] === "string"
  );
}
