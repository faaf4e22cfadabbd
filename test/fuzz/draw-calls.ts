import { addConsumer, addStream, consumerOptions, LEAVES, listen } from "./draw-configs.ts";
import type { Chances, Drawing, Weighted } from "./drawing.ts";
import { type Options, type Settlement, textOf } from "./program.ts";

const IDS = ["k1", "k2", "k3"] as const;

function subjectOf(drawing: Drawing, stream = "S"): string {
  return `${stream}.${drawing.oneOf("leaf", LEAVES)}`;
}

function dataOf(drawing: Drawing): string {
  return drawing.percent("long", 8) ? "x".repeat(60) : `m${drawing.steps.length + 1}`;
}

/** One message, often with an id that was used before, now and then at the very edge of its window. */
export function publishOnce(drawing: Drawing): void {
  const before = drawing.any("repeat", drawing.published);
  if (before !== undefined && drawing.percent("edge", 25)) return repeatAtEdge(drawing, before);
  const subject = subjectOf(drawing);
  const id = drawing.percent("id", 30) ? drawing.oneOf("id", IDS) : undefined;
  const options = { ...(id === undefined ? {} : { id }), ...expectations(drawing), ...drawing.options(RARE_HEADERS) };
  if (id !== undefined) drawing.published.push({ id, subject, atMs: drawing.atMs });
  drawing.call({ do: "publish", subject, data: dataOf(drawing), options });
}

const RARE_HEADERS: Chances = {
  "Nats-Rollup": [3, ["sub", "all", "wrong"]],
  "Nats-TTL": [3, ["1s", "1", "never", "junk"]],
  "X-Own": [5, ["mine"]],
  core: [4, [true]],
};

function expectations(drawing: Drawing): Options {
  if (!drawing.percent("expect", 12)) return {};
  const expect = drawing.weighted<Options>("expectation", [
    [3, { lastSequence: drawing.int("last", 0, 4) }],
    [3, { lastSubjectSequence: drawing.int("last", 0, 4) }],
    [2, { lastMsgID: drawing.oneOf("id", IDS) }],
    [1, { streamName: drawing.oneOf("stream", ["S", "T"]) }],
    [1, { lastSubjectSequence: drawing.int("last", 0, 3), lastSubjectSequenceSubject: "S.*" }],
  ]);
  return { expect };
}

const DEFAULT_WINDOW_MS = 110;

function repeatAtEdge(drawing: Drawing, { id, subject, atMs }: Drawing["published"][number]): void {
  const window = Number(drawing.streams.get("S")?.["duplicate_window_ms"] ?? DEFAULT_WINDOW_MS);
  const edge = atMs + window + drawing.oneOf("edge", [-10, -1, 0, 1, 10]);
  drawing.atMs = Math.max(drawing.atMs, edge);
  drawing.call({ do: "publish", subject, data: dataOf(drawing), options: { id } });
  drawing.published.push({ id, subject, atMs: drawing.atMs });
}

export function publishOften(drawing: Drawing): void {
  for (let n = drawing.int("burst", 2, 4); n > 0; n--) {
    drawing.call({ do: "publish", subject: subjectOf(drawing), data: dataOf(drawing), options: {} }, "a");
  }
}

const PULL: Chances = {
  batch: [85, [1, 1, 2, 3]],
  expires_ms: [75, [120, 260, 450, 1_000]],
  no_wait: [20, [true]],
  max_bytes: [6, [90, 200]],
  idle_heartbeat_ms: [8, [60]],
  gone_after_ms: [12, [0, 0, 15, 60]],
};

/** What nobody's client would write is among them. */
const BODIES = [
  "",
  "1",
  " 2",
  "-1",
  "0",
  "nonsense",
  "[]",
  "{}",
  '{"batch":2}',
  '{"batch":0,"expires":260000000}',
  '{"batch":-1}',
  '{"batch":2,"no_wait":true}',
  '{"batch":1,"expires":450000000}',
  '{"batch":3,"expires":450000000}',
  '{"batch":1,"expires":450000000,"no_wait":true}',
  '{"expires":260000000,"idle_heartbeat":70000000}',
  '{"expires":120000000,"idle_heartbeat":70000000}',
  '{"batch":2,"max_bytes":90,"expires":260000000}',
  '{"batch":1,"expires":-1000000}',
] as const;

const REQUESTS: Chances = {
  first: [90, BODIES],
  second: [75, BODIES],
  third: [50, BODIES],
  gone_after_ms: [25, [0, 0, 15, 60]],
};

export function pull(drawing: Drawing): void {
  const consumer = drawing.any("consumer", drawing.consumers.values());
  if (consumer === undefined) return;
  const at = { stream: consumer.stream, consumer: consumer.name };
  const kind = drawing.weighted("way", [
    [14, "pull"],
    [3, "pulls"],
    [2, "next"],
    [2, "fetch"],
    [1, "consume"],
  ] as const);
  const options: Options =
    kind === "pull" ? drawing.options(PULL) : kind === "pulls" ? drawing.options(REQUESTS) : CLIENTS_OPTIONS[kind];
  const step = drawing.call({ do: kind, ...at, options });
  const count = Number(options["batch"] ?? options["max_messages"] ?? 1);
  for (let nth = 1; nth <= Math.min(count, 3); nth++) settle(drawing, step, nth, consumer.options);
}

/** Takes several at once, lets them all expire, and takes them again. */
export function letExpire(drawing: Drawing): void {
  const consumer = drawing.any("consumer", drawing.consumers.values());
  if (consumer === undefined) return;
  const call = {
    do: "pull",
    stream: consumer.stream,
    consumer: consumer.name,
    options: { batch: 3, no_wait: true },
  } as const;
  drawing.call(call);
  drawing.atMs += Number(consumer.options["ack_wait_ms"] ?? LONG_ENOUGH_MS) + drawing.int("late", 3, 40);
  drawing.call(call);
}

const LONG_ENOUGH_MS = 211;

/** Among them what is no subject, as one of its words is empty. */
const API_SUBJECTS = [
  "STREAM.INFO.S",
  "STREAM.INFO.S.",
  "CONSUMER.INFO.S.",
  "CONSUMER.INFO.S..c1",
  ".STREAM.INFO.S",
  "CONSUMER.NAMES.S",
  "CONSUMER.MSG.NEXT.S.",
  "STREAM.PURGE.S.",
  "DIRECT.GET.S.",
] as const;

/** A request to the API that no client would make. */
export function askByHand(drawing: Drawing): void {
  const subject = `$JS.API.${drawing.oneOf("subject", API_SUBJECTS)}`;
  drawing.call({ do: "request", subject, data: drawing.oneOf("data", ["", "", "{}"]) });
}

const CLIENTS_OPTIONS: { readonly [kind in "next" | "fetch" | "consume"]: Options } = {
  next: { expires: 1_000 },
  fetch: { max_messages: 2, expires: 1_000 },
  consume: { max_messages: 3, expires: 1_000, stop_after: 700 },
};

const SETTLEMENTS: Weighted<Settlement> = [
  [8, { do: "ack" }],
  [4, { do: "ack", confirmed: true }],
  [4, { do: "nak" }],
  [2, { do: "nak", delayMs: 83 }],
  [2, { do: "nak", delayMs: 170 }],
  [2, { do: "working" }],
  [2, { do: "term" }],
];

export function settle(drawing: Drawing, step: number, nth: number, { ack_wait_ms: ackWait }: Options): void {
  const wait = typeof ackWait === "number" ? ackWait : 150;
  while (drawing.percent("settles", 70)) {
    const after = drawing.oneOf("after", [0, 0, 0, 0, 40, 90, wait - 20, wait + 20, wait + 70, 2 * wait + 50]);
    drawing.react(step, nth, after, drawing.weighted("how", SETTLEMENTS));
    if (drawing.percent("once", 75)) return;
  }
}

export function inspect(drawing: Drawing): void {
  const consumer = drawing.any("consumer", drawing.consumers.values());
  const { stream, name } = consumer ?? { stream: "S", name: "c1" };
  const seq = drawing.int("seq", 1, 5);
  drawing.weighted("look", [
    [3, () => drawing.call({ do: "consumer-info", stream, consumer: name })],
    [3, () => drawing.call({ do: "stream-info", stream })],
    [1, () => drawing.call({ do: "get", stream, options: { seq } })],
    [1, () => drawing.call({ do: "get", stream, options: { last_by_subj: subjectOf(drawing, stream) } })],
    [1, () => drawing.call({ do: "direct-get", stream, options: { last_by_subj: subjectOf(drawing, stream) } })],
    [1, () => drawing.call({ do: "direct-get", stream, options: { seq } })],
  ])();
}

export function remove(drawing: Drawing): void {
  const stream = drawing.any("stream", drawing.streams.keys()) ?? "S";
  const consumer = drawing.any("consumer", drawing.consumers.values());
  drawing.weighted("what", [
    [4, () => drawing.call({ do: "delete-message", stream, seq: drawing.int("seq", 1, 5) })],
    [4, () => drawing.call({ do: "purge", stream, options: drawing.oneOf("purge", purges(stream)) })],
    [2, () => consumer && drawing.call({ do: "delete-consumer", stream: consumer.stream, consumer: consumer.name })],
    [1, () => drawing.call({ do: "delete-stream", stream })],
  ])();
}

function purges(stream: string): [Options, ...Options[]] {
  return [
    {},
    {},
    { filter: `${stream}.a` },
    { filter: `${stream}.>` },
    { seq: 3 },
    { keep: 1 },
    { filter: `${stream}.b`, keep: 1 },
  ];
}

export function changeConsumer(drawing: Drawing): void {
  const consumer = drawing.any("consumer", drawing.consumers.values());
  if (consumer === undefined || drawing.percent("another", 30)) return addConsumer(drawing, "S", "pull");
  const { stream, name, options: before } = consumer;
  if (before["deliver_subject"] !== undefined && drawing.percent("listen", 50)) {
    return listen(drawing, textOf(before["deliver_subject"]));
  }
  if (drawing.percent("again", 25)) {
    drawing.call({ do: "add-consumer", stream, consumer: name, options: consumerOptions(drawing, stream) });
    return;
  }
  drawing.call({ do: "update-consumer", stream, consumer: name, options: drawing.options(CONSUMER_CHANGES) });
}

const CONSUMER_CHANGES: Chances = {
  ack_wait_ms: [40, [107, 211, 409]],
  max_deliver: [30, [1, 2, 4]],
  max_ack_pending: [40, [1, 2, 4]],
  filter_subject: [20, ["S.a", "S.b"]],
  description: [10, ["changed"]],
  max_waiting: [4, [3]],
  ack_policy: [3, ["all"]],
};

export function changeStream(drawing: Drawing): void {
  drawing.call({ do: "update-stream", stream: "S", options: drawing.options(STREAM_CHANGES) });
}

const STREAM_CHANGES: Chances = {
  max_msgs: [30, [1, 2, 4]],
  max_msgs_per_subject: [20, [1, 2]],
  max_age_ms: [10, [210]],
  discard: [20, ["new", "old"]],
  duplicate_window_ms: [15, [100, 190]],
  subjects: [10, [["S.a", "S.b"]]],
  description: [15, ["changed"]],
  deny_delete: [5, [true]],
  allow_direct: [10, [true, false]],
};

export function comeAndGo(drawing: Drawing): void {
  drawing.call({ do: drawing.oneOf("how", ["leave", "crash", "crash"]) });
}

/** A second stream, whose subjects may be the first one's. */
export function acrossStreams(drawing: Drawing): void {
  if (drawing.streams.has("T")) {
    drawing.call({ do: "publish", subject: subjectOf(drawing, "T"), data: dataOf(drawing), options: {} });
    return;
  }
  addStream(drawing, "T", drawing.percent("overlap", 30) ? { subjects: ["T.>", "S.a"] } : {});
  addConsumer(drawing, "T", "pull");
}
