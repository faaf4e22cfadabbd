import { publishOnce } from "./draw-calls.ts";
import type { Chances, Drawing } from "./drawing.ts";
import type { Options } from "./program.ts";

const READER: Chances = {
  ack_wait_ms: [60, [103, 207]],
  max_ack_pending: [40, [1, 2]],
  ack_policy: [15, ["none", "all"]],
  filter_subject: [35, ["S.a", "S.b", "S.*"]],
  filter_subjects: [12, [["S.a", "S.b"]]],
  headers_only: [5, [true]],
};

/** A reader of a log, from anywhere in it; with the name of one that there is it begins anew there. */
export function addReader(drawing: Drawing): void {
  const before = drawing.percent("anew", 30) ? drawing.any("reader", drawing.consumers.values()) : undefined;
  const name = before?.name ?? `r${drawing.consumers.size + 1}`;
  if (before !== undefined) drawing.call({ do: "delete-consumer", stream: "S", consumer: name });
  const { filter_subjects: several, ...reader } = drawing.options(READER);
  const filters = several === undefined || reader["filter_subject"] !== undefined ? {} : { filter_subjects: several };
  const options = { ...reader, ...filters, ...startOf(drawing) };
  drawing.consumers.set(`S/${name}`, { stream: "S", name, options });
  drawing.call({ do: "add-consumer", stream: "S", consumer: name, options });
}

function startOf(drawing: Drawing): Options {
  return drawing.weighted<Options>("start", [
    [3, {}],
    [1, { deliver_policy: "new" }],
    [1, { deliver_policy: "last" }],
    [1, { deliver_policy: "last_per_subject" }],
    [3, { deliver_policy: "by_start_sequence", opt_start_seq: drawing.int("seq", 1, 8) }],
    [3, { deliver_policy: "by_start_time", opt_start_time: `+${timeOf(drawing)}` }],
  ]);
}

/** Often the very moment at which something was stored, or one beside it. */
function timeOf(drawing: Drawing): number {
  const stored = drawing.steps.filter((step) => "call" in step && step.call.do === "publish");
  const step = drawing.any("publish", stored);
  const at = step !== undefined && "atMs" in step ? step.atMs : drawing.atMs;
  return Math.max(0, at + drawing.oneOf("beside", [0, 1, 1, 2, 5, -20, 200]));
}

/** Looks at one message, without a reader. */
export function lookUp(drawing: Drawing): void {
  if (drawing.percent("publish", 30)) return publishOnce(drawing);
  const seq = drawing.int("seq", 1, 9);
  const next = { seq, next_by_subj: drawing.oneOf("subject", ["S.a", "S.b", "S.*", "S.>"]) };
  const options = drawing.oneOf<Options>("by", [{ seq }, next, { last_by_subj: next.next_by_subj }]);
  drawing.call({ do: drawing.oneOf("way", ["get", "direct-get"]), stream: "S", options });
}

/** A log keeps what it has for a time, or up to a number. */
export const LOG: Chances = {
  max_age_ms: [40, [310, 630]],
  max_msgs: [25, [3, 5]],
  allow_direct: [50, [true]],
};
