import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { Job } from "../../queue/received-job.ts";
import { failureOf, returnAddress } from "../../reply/headers.ts";
import { BadFlowIdError } from "./errors.ts";
import { FlowHeader } from "./headers.ts";
import { type Asker, type Incoming, isFlowId, readToken } from "./record.ts";

/** What a job in the queue of events or of deadlines is to its flow; null when no flow can be made out. */
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
      return { kind, id: `start ${job.id}`, flow, definition, input: job.payload, asker: askerOf(job) };
    }
    case "resume":
      return { kind, id: `resume ${job.id}`, flow };
    default:
      return null;
  }
}

/** @throws BadFlowIdError */
export function startOf(job: Job, definition: string, wanted: { flow: string; input: JsonValue }): Incoming {
  const { flow, input } = wanted;
  if (!isFlowId(flow)) throw new BadFlowIdError(flow);
  return { kind: "start", id: `start ${job.id}`, flow, definition, input, asker: askerOf(job) };
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

function askerOf(job: Job): Asker | null {
  const address = returnAddress(job);
  return address === null ? null : { address, job: job.id };
}

function isEvent(payload: JsonValue): payload is JsonObject & { readonly type: string } {
  return (
    typeof payload === "object" &&
    payload !== null &&
    "type" in payload &&
    typeof (payload as JsonObject)["type"] === "string"
  );
}
