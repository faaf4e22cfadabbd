import { type Consumer, jetstream, jetstreamManager, type JetStreamManager, type JsMsg } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import { errors, type NatsConnection } from "@nats-io/nats-core";
import { describe, expect, test } from "vitest";
import { createSimBroker } from "../../engine/broker/sim-broker.ts";
import { createWasmBroker } from "../../engine/broker/wasm-broker.ts";
import type { VirtualClock } from "../../engine/clock/virtual-clock.ts";
import { loadServerProgram } from "../../engine/wasm/build/load-program.ts";
import { inVirtualTime } from "../support/virtual.ts";

/**
 * `kill -9` of a server and what the next one finds, on the simulated server and on the real one under the same clock. Each
 * case tells what a client sees, with its moments; both must tell the same, and what is written here.
 */
const ACK_WAIT_MS = 3_000;
/** What belongs to a server in the lab: it is 1 ms late with a lease, as nats-server is. */
const LATE_MS = 1;

type Stage = {
  readonly clock: VirtualClock;
  readonly connection: NatsConnection;
  readonly jsm: JetStreamManager;
  readonly consumer: () => Promise<Consumer>;
  /** Kills the server now and starts it again so much later; resolves when the client is connected again. */
  killFor(downMs: number): Promise<void>;
  publish(id: string): Promise<string>;
};
type Case = readonly [says: string, act: (stage: Stage) => Promise<unknown>, seen: unknown];

async function take(stage: Stage, count: number, expires = 1_000): Promise<JsMsg[]> {
  const taken: JsMsg[] = [];
  for await (const message of await (await stage.consumer()).fetch({ max_messages: count, expires }))
    taken.push(message);
  return taken;
}

/** What a reader of a log gets of it before its server is killed, and from the next one. */
async function readAcross(stage: Stage, options: object, before: number): Promise<string[][]> {
  const { jsm, connection, killFor } = stage;
  const js = jetstream(connection);
  const publish = async (texts: readonly string[]) => {
    for (const text of texts) await js.publish(`log.${text[0]}`, text);
  };
  const read = async (most: number) => {
    const texts: string[] = [];
    const consumer = await js.consumers.get("log", "r");
    for await (const message of await consumer.fetch({ max_messages: most, expires: 1_000 })) {
      texts.push(message.string());
      message.ack();
    }
    return texts;
  };
  await jsm.streams.add({ name: "log", subjects: ["log.*"] });
  await publish(["a1", "b1", "a2", "a3"]);
  await jsm.consumers.add("log", { durable_name: "r", ack_policy: "explicit", filter_subject: "log.*", ...options });
  await publish(["b2", "c1"]);
  const first = before > 0 ? await read(before) : [];
  await stage.clock.sleep(200);
  await killFor(500);
  await publish(["d1"]);
  return [first, await read(9)];
}

/** What comes within six seconds: texts, delivery counts, and the moment to the hundredth (150 ms after the start the client is connected). */
async function rest(stage: Stage): Promise<[text: string, delivery: number, at: number][]> {
  const seen: [string, number, number][] = [];
  for await (const message of await (await stage.consumer()).fetch({ max_messages: 9, expires: 6_000 })) {
    const at = stage.clock.now() - LATE_MS;
    seen.push([message.string(), message.info.deliveryCount, at - (at % 10)]);
    message.ack();
  }
  return seen;
}

const CASES: readonly Case[] = [
  [
    "what is stored is there; what is lent counts from when it was stored, to the second",
    async (stage) => {
      await take(stage, 2);
      await stage.killFor(500);
      return rest(stage);
    },
    [
      ["three", 1, 2_150],
      ["one", 2, 3_000],
      ["two", 2, 3_000],
    ],
  ],
  [
    "what was stored longer ago than ack_wait is free at once, whoever is at it",
    async (stage) => {
      await stage.clock.sleep(2_500);
      await take(stage, 1);
      await stage.killFor(500);
      return rest(stage);
    },
    [
      ["one", 2, 4_650],
      ["two", 1, 4_650],
      ["three", 1, 4_650],
    ],
  ],
  [
    "an acknowledgement from before the end counts afterwards",
    async (stage) => {
      const [first] = await take(stage, 1);
      await stage.killFor(500);
      return [await first?.ackAck(), (await rest(stage)).map(([text]) => text)];
    },
    [true, ["two", "three"]],
  ],
  [
    "a confirmed acknowledgement is never lost",
    async (stage) => {
      const [first] = await take(stage, 1);
      await first?.ackAck();
      await stage.killFor(500);
      return (await rest(stage)).map(([text, count]) => [text, count]);
    },
    [
      ["two", 1],
      ["three", 1],
    ],
  ],
  [
    "deliveries of the last tenth of a second are not counted",
    async (stage) => {
      for (let n = 0; n < 3; n++) for (const message of await take(stage, 1)) message.nak();
      await stage.killFor(500);
      return (await rest(stage)).map(([text, count]) => [text, count]);
    },
    [
      ["two", 1],
      ["three", 1],
      ["one", 2],
    ],
  ],
  [
    "nor is that a message was delivered for the first time: it comes as new",
    async (stage) => {
      await take(stage, 1);
      await take(stage, 1);
      await stage.killFor(500);
      return (await rest(stage)).map(([text, count]) => [text, count]);
    },
    [
      ["two", 1],
      ["three", 1],
      ["one", 2],
    ],
  ],
  [
    "deliveries from before that are",
    async (stage) => {
      for (let n = 0; n < 3; n++) for (const message of await take(stage, 1)) message.nak();
      await stage.clock.sleep(200);
      await stage.killFor(500);
      return (await rest(stage)).map(([text, count]) => [text, count]);
    },
    [
      ["two", 1],
      ["three", 1],
      ["one", 4],
    ],
  ],
  [
    "what is delayed stays delayed, to the second",
    async (stage) => {
      for (const message of await take(stage, 1)) message.nak(4_000);
      await stage.clock.sleep(200);
      await stage.killFor(500);
      return rest(stage);
    },
    [
      ["two", 1, 2_350],
      ["three", 1, 2_350],
      ["one", 2, 5_000],
    ],
  ],
  [
    "the id of a message that is there is known, that of a message that is gone is not",
    async (stage) => {
      const [first] = await take(stage, 1);
      await first?.ackAck();
      await stage.killFor(500);
      return [await stage.publish("one"), await stage.publish("two")];
    },
    ["stored as 4", "known as 2"],
  ],
  [
    "a key-value bucket and its revisions are there",
    async (stage) => {
      const bucket = await new Kvm(stage.connection).create("b");
      await bucket.put("k", "v1");
      await bucket.put("k", "v2");
      await stage.killFor(500);
      const entry = await bucket.get("k");
      return [entry?.string(), entry?.revision, await bucket.update("k", "v3", 2)];
    },
    ["v2", 2, 3],
  ],
  [
    "what was in memory only is gone, and so is its stream",
    async (stage) => {
      await stage.jsm.streams.add({ name: "m", subjects: ["m"], storage: "memory" });
      await jetstream(stage.connection).publish("m", "x");
      await stage.killFor(500);
      return stage.jsm.streams.info("m").catch((thrown: Error) => thrown.message);
    },
    "stream not found",
  ],
  [
    "what was published while it was away was not heard",
    async (stage) => {
      const js = jetstream(stage.connection, { timeout: 300 });
      const sent = stage.clock.sleep(10).then(() => js.publish("jobs", "lost", { msgID: "lost" }));
      const failed = sent.catch((thrown: unknown) => thrown instanceof errors.TimeoutError);
      await stage.killFor(500);
      return [await failed, (await stage.jsm.streams.info("jobs")).state.messages];
    },
    [true, 3],
  ],
  [
    "who reads what is new has not missed what came before the end",
    (stage) => readAcross(stage, { deliver_policy: "new" }, 0),
    [[], ["b2", "c1", "d1"]],
  ],
  [
    "who began at the last message goes on from there, and not at what is the last now",
    (stage) => readAcross(stage, { deliver_policy: "last" }, 1),
    [["a3"], ["b2", "c1", "d1"]],
  ],
  [
    "who was to begin beyond the stream's end begins at it",
    (stage) => readAcross(stage, { deliver_policy: "by_start_sequence", opt_start_seq: 20 }, 0),
    [[], ["d1"]],
  ],
  [
    "which messages were the last of their subjects is forgotten: of those that were not yet read, all come",
    (stage) => readAcross(stage, { deliver_policy: "last_per_subject" }, 1),
    [["b1"], ["a2", "a3", "b2", "c1", "d1"]],
  ],
];

type Make = (options: { readonly clock: VirtualClock; readonly hopMs: number }) => ReturnType<typeof createSimBroker>;

function seenOn(make: Make, act: Case[1]): Promise<unknown> {
  return inVirtualTime((clock) => play(clock, make({ clock, hopMs: 1 }), act));
}

/** At 1,500 ms of the run, three messages wait that were stored in its first second. */
async function play(clock: VirtualClock, broker: ReturnType<Make>, act: Case[1]): Promise<unknown> {
  const connection = await broker.connect("client");
  const jsm = await jetstreamManager(connection);
  await jsm.streams.add({ name: "jobs", subjects: ["jobs"], retention: "workqueue" });
  await jsm.consumers.add("jobs", { durable_name: "w", ack_policy: "explicit", ack_wait: ACK_WAIT_MS * 1_000_000 });
  const js = jetstream(connection);
  const publish = async (id: string) => {
    const { seq, duplicate } = await js.publish("jobs", id, { msgID: id });
    return `${duplicate ? "known" : "stored"} as ${seq}`;
  };
  for (const id of ["one", "two", "three"]) await publish(id);
  await clock.sleep(1_500 - clock.now());
  const killFor = async (downMs: number) => {
    const back = untilConnected(connection);
    await broker.servers.kill("nats-1");
    await clock.sleep(downMs);
    await broker.servers.start("nats-1");
    await back;
  };
  return act({ clock, connection, jsm, consumer: () => js.consumers.get("jobs", "w"), killFor, publish });
}

async function untilConnected(connection: NatsConnection): Promise<void> {
  for await (const { type } of connection.status()) if (type === "reconnect") return;
}

describe("a server is killed and started again", () => {
  test.each(CASES)("%s", async (_says, act, seen) => {
    const program = await loadServerProgram();
    const [sim, wasm] = [
      await seenOn(createSimBroker, act),
      await seenOn((options) => createWasmBroker({ ...options, program }), act),
    ];
    expect(wasm, "the real server").toEqual(sim);
    expect(sim).toEqual(seen);
  });
});
