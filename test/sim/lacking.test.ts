import { expect, test } from "vitest";
import { type Json, RawSim, status } from "./raw.ts";

// What nats-server answers, this server answers too (test/conformance/protocol), or it says that it cannot.

const failed = (answer: Json) => answer["error"] as { code: number; err_code: number; description: string };
const lacks = (what: string) => ({
  code: 500,
  err_code: 10052,
  description: `the simulated server does not support ${what}`,
});

test.each([
  ["mirror", { name: "M" }],
  ["sources", [{ name: "M" }]],
  ["republish", { src: ">", dest: "log.>" }],
  ["subject_transform", { src: "a", dest: "b" }],
  ["allow_batched", true],
  ["allow_msg_counter", true],
  ["mirror_direct", true],
  ["persist_mode", "async"],
])("the stream option %s, which this server lacks, is refused and not dropped", (option, value) => {
  expect(failed(new RawSim().stream({ [option]: value }))).toEqual(lacks(`the stream option ${option}`));
});

test.each<[string, Json]>([
  ["the consumer option deliver_group", { deliver_subject: "x", deliver_group: "g" }],
  ["the consumer option rate_limit_bps", { deliver_subject: "x", rate_limit_bps: 1000 }],
  ["the replay policy original", { replay_policy: "original" }],
  ["the consumer option priority_groups", { priority_groups: ["a"] }],
  ["the consumer option sample_freq", { sample_freq: "100%" }],
])("%s, which this server lacks, is refused and not dropped", (what, config) => {
  const sim = new RawSim();
  sim.stream();
  expect(failed(sim.consumer(config))).toEqual(lacks(what));
});

test("operations that this server lacks are refused", () => {
  const sim = new RawSim();
  for (const operation of ["STREAM.SNAPSHOT.S", "STREAM.RESTORE.S", "CONSUMER.RESET.S.c", "CONSUMER.UNPIN.S.c"])
    expect(failed(sim.api(operation))).toEqual(lacks(operation.split(".").slice(0, 2).join(".")));
});

test.each([{ seq: 1, batch: 2 }, { multi_last: ["s.a"] }])("a direct get with %j is refused", (body) => {
  const sim = new RawSim();
  sim.stream({ allow_direct: true });
  const answer = sim.client.request("$JS.API.DIRECT.GET.S", JSON.stringify(body));
  expect(status(answer)).toMatch(/^NATS\/1.0 408 Bad Request - the simulated server does not support/);
});

test("a pull with what this server lacks is refused", () => {
  const sim = new RawSim();
  sim.stream();
  sim.consumer();
  const got = sim.take(sim.pull({ batch: 1, min_pending: 4 }));
  expect(got.map(status)).toEqual(["NATS/1.0 400 Bad Request - the simulated server does not support min_pending"]);
});
