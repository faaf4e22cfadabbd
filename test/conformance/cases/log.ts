import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from "@nats-io/jetstream";
import { expect } from "vitest";
import type { LogConfig } from "../../../engine/log/config.ts";
import { partitionFor, partitionsOf, streamOf, subjectOf } from "../../../engine/log/config.ts";
import { appendEvent, declareLog, deleteLog } from "../../../engine/log/log.ts";
import { forgetReader, type Position, positionsOf } from "../../../engine/log/offsets.ts";
import { type EventHandler, type LogReader, type ReaderOptions, startReader } from "../../../engine/log/reader.ts";
import { PayloadError } from "../../../engine/queue/work/received-job.ts";
import { ACK_WAIT_MS, gate, serverTimePasses, untilInTime, whenQuick } from "../bench.ts";
import type { ConformanceCase, Environment } from "../environment.ts";
import { Journal } from "../journal.ts";
import { settles } from "../settles.ts";

/** A declared log, and readers that write what they read into one list. */
class LogBench {
  readonly env: Environment;
  readonly log: LogConfig;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  readonly journal: Journal;
  readonly read: string[] = [];
  private readonly waiting: { readonly count: number; readonly tell: () => void }[] = [];

  constructor(env: Environment, log: LogConfig, js: JetStreamClient, jsm: JetStreamManager) {
    this.env = env;
    this.log = log;
    this.js = js;
    this.jsm = jsm;
    this.journal = new Journal(env.clock);
  }

  async append(key: string, count: number, from = 1): Promise<void> {
    for (let n = from; n < from + count; n++)
      await appendEvent(this.js, this.log, { id: `${key}-${n}`, key, payload: n });
  }

  /** Notes each event that it has read as `reader event`, with the attempt if it is not the first. */
  async reader(
    name: string,
    options: Pick<Partial<ReaderOptions>, "from" | "concurrency" | "ackWaitMs" | "onError"> = {},
    handler: EventHandler = () => Promise.resolve(),
  ): Promise<LogReader> {
    const js = jetstream(await this.env.connect(name));
    const noting: EventHandler = async (event, cause) => {
      await handler(event, cause);
      this.read.push(`${name} ${event.id}${event.attempt > 1 ? ` again` : ""}`);
      for (const { count, tell } of this.waiting) if (this.read.length >= count) tell();
    };
    const retry = { kind: "fixed", delayMs: 50 } as const;
    const probe = this.journal.probe(name);
    const { log, env } = this;
    return startReader(js, { log, reader: name, handler: noting, clock: env.clock, retry, probe, ...options });
  }

  async untilRead(count: number): Promise<readonly string[]> {
    if (this.read.length < count) await new Promise<void>((tell) => this.waiting.push({ count, tell }));
    return this.read;
  }

  /** Settles when the server has deleted all events, because their time was over. */
  async isEmpty(): Promise<void> {
    const state = async () => (await this.jsm.streams.info(streamOf(this.log))).state;
    await settles(this.env, state, { messages: 0 });
  }

  /** Settles when a reader stands so in each partition. */
  async reaches(reader: string, expected: Partial<Position>): Promise<void> {
    for (const partition of partitionsOf(this.log)) {
      const at = async () => (await positionsOf(this.jsm, this.log, reader))[partition] as Position;
      await settles(this.env, at, expected);
    }
  }

  of(name: string): readonly string[] {
    return this.read.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  }
}

async function logBench(env: Environment, changes: Partial<LogConfig> = {}): Promise<LogBench> {
  const connection = await env.connect("log");
  const jsm = await jetstreamManager(connection);
  const log: LogConfig = { name: "events", namespace: env.namespace, partitions: 1, ...changes };
  await declareLog(jsm, log);
  return new LogBench(env, log, jetstream(connection), jsm);
}

/** As short as it may be. */
const KEEP_MS = 1_000;
/** In different partitions of four. */
const [ANN, BEN] = ["ann", "bob"] as const;

/** What a log is that a queue is not. */
export const LOG: readonly ConformanceCase[] = [
  {
    id: "L-01",
    title: "LR3: each reader gets all events from its own offsets, and reading takes nothing from the log",
    async run(env) {
      const bench = await logBench(env);
      await bench.append("a", 3);
      for (const name of ["billing", "search"]) await bench.reader(name);
      await bench.untilRead(6);
      expect([bench.of("billing"), bench.of("search")]).toEqual([
        ["a-1", "a-2", "a-3"],
        ["a-1", "a-2", "a-3"],
      ]);
      expect((await bench.jsm.streams.info(`${env.namespace}-events-log`)).state.messages).toBe(3);
    },
  },
  {
    id: "L-02",
    title: "a reader that comes later reads all of it, or from a place or a moment on, or only what is new",
    async run(env) {
      const bench = await logBench(env);
      await bench.append("a", 2);
      await serverTimePasses(env, 150);
      const { last_ts: middle } = (await bench.jsm.streams.info(`${env.namespace}-events-log`)).state;
      await bench.append("a", 2, 3);
      await bench.reader("all");
      await bench.reader("place", { from: { sequence: 2 } });
      await bench.reader("moment", { from: { at: Date.parse(middle) + 1 } });
      await bench.untilRead(4 + 3 + 2);
      expect(bench.of("place")).toEqual(["a-2", "a-3", "a-4"]);
      expect(bench.of("moment")).toEqual(["a-3", "a-4"]);
      await bench.reader("new", { from: "end" });
      await bench.append("a", 1, 5);
      await bench.untilRead(9 + 4);
      expect(bench.of("new")).toEqual(["a-5"]);
    },
  },
  {
    id: "L-03",
    title: "LR2: offsets outlive the reader: it goes on where it was, and reads again only what it had not confirmed",
    async run(env) {
      const bench = await logBench(env);
      await bench.append("a", 3);
      const first = await bench.reader("billing");
      await bench.untilRead(3);
      await first.stop();
      expect(await positionsOf(bench.jsm, bench.log, "billing")).toMatchObject([
        { partition: 0, readUpTo: 3, left: 0, lostAtMost: 0 },
      ]);
      await bench.append("a", 2, 4);
      await bench.reader("billing", { from: "beginning" });
      await bench.untilRead(5);
      expect(bench.of("billing")).toEqual(["a-1", "a-2", "a-3", "a-4", "a-5"]);
    },
  },
  {
    id: "L-04",
    title: "a reader that is forgotten replays everything under its old name",
    async run(env) {
      const bench = await logBench(env);
      await bench.append("a", 2);
      const first = await bench.reader("billing");
      await bench.untilRead(2);
      await first.stop();
      await forgetReader(bench.jsm, bench.log, "billing");
      await bench.reader("billing");
      await bench.untilRead(4);
      expect(bench.of("billing")).toEqual(["a-1", "a-2", "a-1", "a-2"]);
    },
  },
  {
    id: "L-05",
    title: "LR1: events of one key keep their order over any number of processes, and keys go side by side",
    async run(env) {
      const bench = await logBench(env, { partitions: 4 });
      expect(partitionFor(bench.log, ANN)).not.toBe(partitionFor(bench.log, BEN));
      await Promise.all([bench.append(ANN, 6), bench.append(BEN, 6)]);
      const held = gate();
      const benGoesOn = gate();
      let ben = 0;
      const handler: EventHandler = async ({ key, payload }) => {
        if (key === ANN && payload === 1) await held.passed;
        if (key === BEN && ++ben === 6) benGoesOn.open();
      };
      for (let n = 0; n < 3; n++) await bench.reader("billing", {}, handler);
      await benGoesOn.passed;
      held.open();
      await bench.untilRead(12);
      for (const key of [ANN, BEN]) {
        const own = bench.of("billing").filter((id) => id.startsWith(key));
        expect(own).toEqual([1, 2, 3, 4, 5, 6].map((n) => `${key}-${n}`));
      }
    },
  },
  {
    id: "L-06",
    title: "LR1: an event that fails holds its partition up, in order, and no other",
    async run(env) {
      const bench = await logBench(env, { partitions: 4 });
      await bench.append(ANN, 3);
      await bench.append(BEN, 1);
      await bench.reader("billing", { concurrency: 2 }, ({ id, attempt }) =>
        id === "ann-1" && attempt < 3 ? Promise.reject(new Error("not yet")) : Promise.resolve(),
      );
      await bench.untilRead(4);
      const own = bench.of("billing").filter((id) => id.startsWith(ANN));
      expect(own).toEqual(["ann-1 again", "ann-2", "ann-3"]);
      expect(bench.of("billing")[0]).toBe("bob-1");
      const { journal } = bench;
      await bench.append(BEN, 1, 2);
      await bench.untilRead(5);
      expect(journal.of("event-failed").map(({ event, error }) => [event, error])).toEqual([
        ["ann-1", "not yet"],
        ["ann-1", "not yet"],
      ]);
      expect(
        journal
          .of("event-read")
          .filter(({ event }) => event === "ann-1")
          .map(({ attempt }) => attempt),
      ).toEqual([1, 2, 3]);
      await journal.until("offset-moved", 5);
    },
  },
  {
    id: "L-07",
    title: "an id is appended once within the window; what is kept for a time is gone after it, read or not",
    run: whenQuick(500, async (env, dedupWindowMs) => {
      const bench = await logBench(env, { keepMs: 2 * dedupWindowMs, dedupWindowMs });
      const event = { id: "a-1", key: "a", payload: 1 };
      expect((await appendEvent(bench.js, bench.log, event)).duplicate).toBe(false);
      expect((await appendEvent(bench.js, bench.log, event)).duplicate).toBe(true);
      await serverTimePasses(env, 3 * dedupWindowMs);
      const stream = `${env.namespace}-events-log`;
      const deadline = env.clock.now() + 5_000;
      while ((await bench.jsm.streams.info(stream)).state.messages > 0) expect(env.clock.now()).toBeLessThan(deadline);
      await deleteLog(bench.jsm, bench.log);
      await expect(bench.jsm.streams.info(stream)).rejects.toThrow("stream not found");
    }),
  },
  {
    id: "L-08",
    title: "LR1: a handler that is slower than `ackWaitMs` keeps its event; another process does not read it meanwhile",
    run: (all) =>
      untilInTime(all, ACK_WAIT_MS, async (env, ackWaitMs) => {
        const bench = await logBench(env);
        await bench.append("a", 3);
        const held = gate();
        const handler: EventHandler = ({ payload }) => (payload === 1 ? held.passed : Promise.resolve());
        for (let n = 0; n < 2; n++) await bench.reader("billing", { ackWaitMs }, handler);
        await bench.journal.until("event-read");
        // The lease would have run out three times over, if nobody had extended it.
        await serverTimePasses(env, 3.5 * ackWaitMs);
        const read = bench.journal.of("event-read").map(({ event, attempt }) => [event, attempt]);
        held.open();
        // A machine that is late by more than this may have lost the lease.
        if (env.measuredLateMs > ackWaitMs / 3) return "too late";
        expect(read).toEqual([["a-1", 1]]);
        await bench.untilRead(3);
        expect(bench.of("billing")).toEqual(["a-1", "a-2", "a-3"]);
        return "in time";
      }),
  },
  {
    id: "L-09",
    title: "a message that is not JSON fails its handler, which may catch that and go on",
    async run(env) {
      const bench = await logBench(env);
      await bench.append("a", 1);
      await bench.js.publish(subjectOf(bench.log, 0), "<not json>");
      await bench.append("a", 1, 2);
      const caught: string[] = [];
      await bench.reader("careful", {}, (event) => {
        try {
          void event.payload;
        } catch (thrown) {
          if (!(thrown instanceof PayloadError)) throw thrown;
          caught.push(thrown.message);
        }
        return Promise.resolve();
      });
      await bench.untilRead(3);
      expect(bench.of("careful")).toEqual(["a-1", "event-2", "a-2"]);
      expect(caught).toEqual([expect.stringContaining("event-2, at offset 2 of log events, is not JSON")]);
      // One that does not catch it holds its partition up, as with any failure, and it shows.
      await bench.reader("careless", {}, (event) => Promise.resolve(void event.payload));
      const failed = await bench.journal.until("event-failed", 2);
      expect(failed).toMatchObject({ reader: "careless", event: "event-2" });
      expect(bench.of("careless")).toEqual(["a-1"]);
    },
  },
  {
    id: "L-20",
    title: "positions tell how many events were deleted unread: exactly with one partition, and a bound with more",
    async run(env) {
      const one = await logBench(env, { keepMs: KEEP_MS });
      await one.append("a", 2);
      const first = await one.reader("billing");
      await one.untilRead(2);
      await first.stop();
      await one.append("a", 8, 3);
      await one.isEmpty();
      expect(await positionsOf(one.jsm, one.log, "billing")).toEqual([
        { partition: 0, readUpTo: 2, left: 0, lostAtMost: 8 },
      ]);
      // Whoever goes on reads what is there, and knows of no loss any more.
      await one.append("a", 1, 11);
      await one.reader("billing");
      await one.untilRead(3);
      await one.reaches("billing", { readUpTo: 11, lostAtMost: 0 });
    },
  },
  {
    id: "L-21",
    title: "with several partitions nothing is lost to a reader that waits; of a stopped one the others' events count",
    async run(env) {
      const log = await logBench(env, { name: "shared", partitions: 4, keepMs: KEEP_MS });
      await log.append(ANN, 2);
      await log.append(BEN, 1);
      const reader = await log.reader("billing", { concurrency: 2 });
      await log.untilRead(3);
      await log.isEmpty();
      await log.reaches("billing", { lostAtMost: 0 });
      await reader.stop();
      await log.append(ANN, 3, 3);
      await log.append(BEN, 2, 2);
      await log.isEmpty();
      const lost = await positionsOf(log.jsm, log.log, "billing");
      const of = (key: string) => lost[partitionFor(log.log, key)]?.lostAtMost ?? NaN;
      // Three were lost, and the two of the other; behind Ann's last one is one more of his, which was read.
      expect([of(ANN), of(BEN)]).toEqual([6, 5]);
      expect(lost.map(({ left }) => left)).toEqual([0, 0, 0, 0]);
    },
  },
];
