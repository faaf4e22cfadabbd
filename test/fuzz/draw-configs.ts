import type { Chances, Drawing } from "./drawing.ts";
import { type Options, textOf } from "./program.ts";

/** Three of them, so that they meet. */
export const LEAVES = ["a", "b", "c"] as const;

const STREAM: Chances = {
  storage: [60, ["memory"]],
  max_msgs: [25, [1, 2, 3, 5]],
  max_bytes: [10, [150, 300]],
  max_msgs_per_subject: [20, [1, 2]],
  discard: [30, ["new"]],
  discard_new_per_subject: [10, [true]],
  max_age_ms: [12, [310, 630]],
  duplicate_window_ms: [35, [110, 290]],
  allow_direct: [30, [true]],
  allow_rollup_hdrs: [20, [true]],
  deny_delete: [4, [true]],
  deny_purge: [4, [true]],
  max_msg_size: [5, [40]],
  max_consumers: [5, [1, 2]],
  first_seq: [5, [10]],
  allow_msg_ttl: [8, [true]],
  no_ack: [2, [true]],
  description: [3, ["a stream"]],
};

/** Adds a stream, with what the theme says about it. */
export function addStream(drawing: Drawing, stream: string, about: Options): void {
  const drawn: { [option: string]: Options[string] } = {
    subjects: [`${stream}.>`],
    ...drawing.options(STREAM),
    ...about,
  };
  // A stream that is refused makes a short program.
  if (drawing.percent("allowed", 95)) {
    if (drawn["discard_new_per_subject"] === true) Object.assign(drawn, { discard: "new", max_msgs_per_subject: 2 });
    if (drawn["allow_rollup_hdrs"] === true) delete drawn["deny_purge"];
    if (drawn["allow_msg_schedules"] === true) delete drawn["discard"];
    if (drawn["allow_msg_schedules"] === true) delete drawn["discard_new_per_subject"];
  }
  const options: Options = drawn;
  drawing.streams.set(stream, options);
  drawing.call({ do: "add-stream", stream, options }, "a");
  drawing.passTime();
}

const CONSUMER: Chances = {
  ack_wait_ms: [80, [103, 207, 311]],
  max_deliver: [35, [1, 2, 3]],
  max_ack_pending: [40, [1, 2, 3]],
  backoff_ms: [12, [[53], [103, 207], [53, 103, 311]]],
  deliver_policy: [20, ["new", "last", "last_per_subject", "by_start_sequence"]],
  ack_policy: [15, ["none", "all"]],
  filter_subject: [35, ["a", "b", ">", "*"]],
  headers_only: [5, [true]],
  description: [3, ["a consumer"]],
};
const PULL_ONLY: Chances = {
  max_waiting: [20, [1, 2, 3]],
  max_batch: [8, [1, 2]],
  max_expires_ms: [8, [300]],
  max_bytes: [4, [100]],
};
const PUSH_ONLY: Chances = { idle_heartbeat_ms: [35, [130]], flow_control: [15, [true]] };

/** Adds consumers, now; with `push` some of them have a deliver subject that somebody may listen to. */
export function addConsumers(drawing: Drawing, stream: string, count: number, kind: "pull" | "push" = "pull"): void {
  for (let n = 0; n < count; n++) addConsumer(drawing, stream, kind);
  drawing.passTime();
}

export function addConsumer(drawing: Drawing, stream: string, kind: "pull" | "push"): void {
  const name = `c${drawing.consumers.size + 1}`;
  const isPush = kind === "push" && drawing.percent("push", 75);
  const options = consumerOptions(drawing, stream, isPush ? `D.${name}` : undefined);
  drawing.consumers.set(`${stream}/${name}`, { stream, name, options });
  if (isPush && drawing.percent("listens", 60)) listen(drawing, `D.${name}`);
  drawing.call({ do: "add-consumer", stream, consumer: name, options });
  if (isPush && drawing.percent("listens", 60)) listen(drawing, `D.${name}`);
}

export function listen(drawing: Drawing, subject: string): void {
  const step = drawing.call({ do: "listen", subject });
  for (let nth = 1; nth <= 2; nth++) if (drawing.percent("acks", 70)) drawing.react(step, nth, 0, { do: "ack" });
}

export function consumerOptions(drawing: Drawing, stream: string, deliverSubject?: string): Options {
  const drawn: { [option: string]: Options[string] } = { ...drawing.options(CONSUMER) };
  if (drawn["deliver_policy"] === "by_start_sequence") drawn["opt_start_seq"] = drawing.int("start", 1, 4);
  if (drawn["filter_subject"] !== undefined) drawn["filter_subject"] = `${stream}.${textOf(drawn["filter_subject"])}`;
  // Most of the time a work queue's consumers are such as it allows.
  if (drawing.streams.get(stream)?.["retention"] === "workqueue" && drawing.percent("allowed", 90)) {
    delete drawn["deliver_policy"];
    delete drawn["opt_start_seq"];
    delete drawn["ack_policy"];
  }
  if (deliverSubject === undefined) return { ...drawn, ...drawing.options(PULL_ONLY) };
  return { ...drawn, deliver_subject: deliverSubject, ...drawing.options(PUSH_ONLY) };
}
