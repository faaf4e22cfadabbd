import { type Requester, ASKERS_LIMIT, type FlowRecord, type Incoming } from "../record.ts";
import { type Moment, signed } from "./draft.ts";
import { dropped } from "./notes.ts";
import { type Decision, later } from "./parking.ts";

type Start = Extract<Incoming, { readonly kind: "start" }>;

/**
 * A flow that has already begun is requested again: the requester gets its output, now if the flow has ended, otherwise at its
 * end. Null for a redelivered request, and for a start without a return address. This does not need the machine, so it works
 * even if the flow is stuck, or its version is unknown here.
 *
 * One message requests once (`Requester.message`). A restarted requester uses its old id in a new message.
 */
export function askAgain(record: FlowRecord, incoming: Start, moment: Moment): Decision | null {
  const { requester } = incoming;
  if (record.snapshot === null || requester === null) return null;
  const known = record.answerTo.find((one) => isSame(one, requester));
  if (known?.message !== undefined && known.message === requester.message) return null;
  if (record.status === "done") return { kind: "answer", requester, output: record.output };
  if (known && known.address.try > requester.address.try) {
    return { kind: "drop", notes: [dropped(incoming, "a later try of the same request waits for the answer")] };
  }
  const answerTo = withRequester(record.answerTo, requester);
  if (answerTo === null) return later(`${ASKERS_LIMIT} requesters wait for this flow already`);
  return { kind: "save", record: signed({ ...record, answerTo }, incoming.id, moment, [incoming.id]), notes: [] };
}

/** A later try of the same request replaces the earlier one. Null: no room. */
export function withRequester(requesters: readonly Requester[], requester: Requester): readonly Requester[] | null {
  const others = requesters.filter((one) => !isSame(one, requester));
  return others.length >= ASKERS_LIMIT ? null : [...others, requester];
}

function isSame(a: Requester, b: Requester): boolean {
  return a.address.replyTo === b.address.replyTo && a.address.request === b.address.request;
}
