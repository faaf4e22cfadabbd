import { expect, test } from "vitest";
import { type Json, RawTab, seqs } from "./raw.ts";

/** The next message of a batch. */
type Part = { readonly id?: string; readonly commit?: string; readonly more?: string; readonly subject?: string };

function part(tab: RawTab, seq: number | string, { id = "b", commit, more, subject = "s.a" }: Part = {}): Json {
  const headers = [
    `Nats-Batch-Id: ${id}`,
    `Nats-Batch-Sequence: ${seq}`,
    ...(commit === undefined ? [] : [`Nats-Batch-Commit: ${commit}`]),
    ...(more === undefined ? [] : [more]),
  ];
  return tab.publish(subject, `${seq}`, headers.join("\r\n"));
}

function atomic(options: Json = {}): RawTab {
  const tab = new RawTab();
  tab.stream({ allow_atomic: true, ...options });
  return tab;
}

const codeOf = (answer: Json) => (answer["error"] as { err_code: number } | undefined)?.err_code;
const STAGED = {};

test("what has not been committed is seen by nobody; then all of it is there, one after the other (AB1)", () => {
  const tab = atomic({ retention: "workqueue" });
  tab.consumer();
  const pull = tab.pull({ batch: 9 });
  expect([part(tab, 1), part(tab, 2)]).toEqual([STAGED, STAGED]);
  expect(tab.publish("s.b")).toEqual({ stream: "S", seq: 1 });
  expect(tab.state()).toMatchObject({ messages: 1, last_seq: 1 });
  expect(seqs(tab.take(pull))).toEqual([1]);
  expect(part(tab, 3, { commit: "1" })).toEqual({ stream: "S", seq: 4, batch: "b", count: 3 });
  const got = tab.take(pull);
  expect(seqs(got)).toEqual([2, 3, 4]);
  expect(got.map(({ data }) => data)).toEqual(["1", "2", "3"]);
  expect(got[2]?.headers).toContain("Nats-Batch-Commit: 1");
});

test("a mark ends a batch without being one of its messages, and the last of them says so", () => {
  const tab = atomic();
  part(tab, 1);
  part(tab, 2);
  expect(part(tab, 3, { commit: "eob" })).toEqual({ stream: "S", seq: 2, batch: "b", count: 2 });
  expect(tab.state()).toMatchObject({ messages: 2 });
  expect(codeOf(part(tab, 1, { commit: "eob" }))).toBe(10176);
});

test.each([
  ["a sequence is missing", (tab: RawTab) => part(tab, 3), 10176],
  ["a sequence comes twice", (tab: RawTab) => part(tab, 1), 10176],
  ["its end is no end that is known", (tab: RawTab) => part(tab, 2, { commit: "yes" }), 10200],
])("when %s the whole batch is gone (AB2)", (_why, spoil, code) => {
  const tab = atomic();
  part(tab, 1);
  expect(codeOf(spoil(tab))).toBe(code);
  expect(codeOf(part(tab, 2, { commit: "1" }))).toBe(10176);
  expect(tab.state()).toMatchObject({ messages: 0, last_seq: 0 });
});

test("a batch is gone ten seconds after its last message, and an advisory says which (AB2)", async () => {
  const tab = atomic();
  const ear = tab.client.subscribe("$JS.EVENT.ADVISORY.STREAM.BATCH_ABANDONED.S");
  part(tab, 1);
  await tab.advance(9_999);
  part(tab, 2);
  await tab.advance(9_999);
  expect(tab.take(ear)).toEqual([]);
  await tab.advance(1);
  const [advisory] = tab.take(ear);
  expect(JSON.parse(advisory?.data ?? "")).toMatchObject({
    type: "io.nats.jetstream.advisory.v1.stream_batch_abandoned",
    stream: "S",
    batch: "b",
    reason: "timeout",
  });
  expect(codeOf(part(tab, 3, { commit: "1" }))).toBe(10176);
});

test("its name and its numbers have limits, and so have its size and how many there are at once", () => {
  const tab = atomic();
  expect(codeOf(part(tab, 1, { id: "x".repeat(65) }))).toBe(10179);
  expect(codeOf(part(tab, "one"))).toBe(10175);
  expect(codeOf(part(tab, 2))).toBe(10176);
  expect(codeOf(part(tab, 1_001))).toBe(10199);
  for (let n = 1; n <= 1_000; n++) part(tab, n);
  const ear = tab.client.subscribe("$JS.EVENT.ADVISORY.STREAM.BATCH_ABANDONED.S");
  expect(codeOf(part(tab, 1_001, { commit: "1" }))).toBe(10199);
  expect(JSON.parse(tab.take(ear)[0]?.data ?? "")).toMatchObject({ reason: "large" });
  for (let n = 1; n <= 50; n++) expect(part(tab, 1, { id: `b${n}` })).toEqual(STAGED);
  expect(part(tab, 1, { id: "b51" })).toMatchObject({ error: { code: 429, err_code: 10210 } });
});

test("a stream that was not made for batches refuses them, and one that no longer is forgets them", () => {
  const tab = new RawTab();
  const plain = tab.stream();
  expect(codeOf(part(tab, 1))).toBe(10174);
  const config = { ...(plain["config"] as Json), allow_atomic: true };
  expect(tab.api("STREAM.UPDATE.S", config)["config"]).toMatchObject({ allow_atomic: true });
  part(tab, 1);
  tab.api("STREAM.UPDATE.S", { ...config, allow_atomic: false });
  tab.api("STREAM.UPDATE.S", config);
  expect(codeOf(part(tab, 2, { commit: "1" }))).toBe(10176);
});

test("an id that is known, or there twice, refuses all of it; and all of its ids are known afterwards", () => {
  const tab = atomic();
  tab.publish("s.a", "x", "Nats-Msg-Id: known");
  part(tab, 1, { more: "Nats-Msg-Id: new" });
  expect(codeOf(part(tab, 2, { commit: "1", more: "Nats-Msg-Id: known" }))).toBe(10201);
  part(tab, 1, { more: "Nats-Msg-Id: new" });
  expect(codeOf(part(tab, 2, { commit: "1", more: "Nats-Msg-Id: new" }))).toBe(10201);
  expect(tab.state()).toMatchObject({ messages: 1 });
  part(tab, 1, { more: "Nats-Msg-Id: new" });
  expect(part(tab, 2, { commit: "1" })).toMatchObject({ seq: 3 });
  expect(tab.publish("s.a", "x", "Nats-Msg-Id: new")).toMatchObject({ seq: 2, duplicate: true });
});

test("what a publisher expects holds before the batch has written there, and of the stream for its first message", () => {
  const tab = atomic();
  tab.publish("s.a");
  const commit = (more: string, subject = "s.b") => part(tab, 2, { commit: "1", more, subject });
  part(tab, 1, { more: "Nats-Expected-Last-Sequence: 1" });
  expect(commit("Nats-Expected-Last-Subject-Sequence: 0")).toMatchObject({ seq: 3 });
  part(tab, 1);
  expect(codeOf(commit("Nats-Expected-Last-Sequence: 4"))).toBe(10164);
  part(tab, 1);
  expect(codeOf(commit("Nats-Expected-Last-Sequence: 3"))).toBe(10071);
  part(tab, 1);
  expect(codeOf(commit("Nats-Expected-Last-Subject-Sequence: 2", "s.a"))).toBe(10164);
  part(tab, 1);
  expect(codeOf(commit("Nats-Expected-Last-Msg-Id: k"))).toBe(10177);
  expect(tab.state()).toMatchObject({ last_seq: 3 });
});

test("a batch that there is no room for is refused as a whole, and a roll-up is only for what it has not written", () => {
  const tab = atomic({ discard: "new", max_msgs: 3, allow_rollup_hdrs: true });
  tab.publish("s.a");
  tab.publish("s.b");
  part(tab, 1);
  expect(part(tab, 2, { commit: "1" })).toMatchObject({ error: { code: 503, err_code: 10077 } });
  expect(tab.state()).toMatchObject({ messages: 2, last_seq: 2 });
  expect(part(tab, 1, { commit: "1", more: "Nats-Rollup: sub" })).toMatchObject({ seq: 3 });
  expect(tab.state()).toMatchObject({ messages: 2 });
  part(tab, 1);
  expect(part(tab, 2, { commit: "1", more: "Nats-Rollup: sub" })).toMatchObject({
    error: { err_code: 10111, description: "batch rollup sub invalid" },
  });
});
