import { jetstreamManager } from "@nats-io/jetstream";
import { expect } from "vitest";
import { Client, type QueueSettings } from "../../../engine/queue/client.ts";
import { declareOrchestrator, type OrchestratorStores } from "../../../engine/flow/orchestrator/declare.ts";
import { openLog } from "../../../engine/log/client.ts";
import type { ConformanceCase, Environment } from "../environment.ts";

/** A program on the broker, as `connect` makes it. */
async function program(env: Environment, namespace = env.namespace): Promise<Client> {
  return new Client(await env.connect("program"), env.clock, namespace);
}

async function streamNames({ connection }: Client): Promise<readonly string[]> {
  return (await jetstreamManager(connection)).streams.names().next();
}

/** Each setting that the server keeps, twice. */
const EVERYTHING: QueueSettings = {
  name: "mails",
  ackWaitMs: 20_000,
  schedules: true,
  lanes: { kind: "priorities", levels: ["urgent", "bulk"], order: "strict" },
  rate: { jobs: 10, perMs: 1_000 },
  results: { keepMs: 60_000 },
  dedupWindowMs: 30_000,
  maxInFlight: 500,
  fencing: true,
  dependencies: true,
  atomic: true,
};

/** What a queue is declared with, and what becomes of a program that wants it otherwise. */
export const SETTINGS: readonly ConformanceCase[] = [
  {
    id: "Q-270",
    title: "a queue that is declared again with its settings is left as it is, with what is in it",
    async run(env) {
      const client = await program(env);
      await client.queue(EVERYTHING);
      const queue = await client.queue(EVERYTHING);
      await queue.send({ id: "a", payload: 1 });
      const again = await client.queue(EVERYTHING, { update: true });
      expect(await again.inspect()).toMatchObject({ stored: 1, waiting: 1 });
      const bounded: QueueSettings = { name: "bounded", bound: { jobs: 5, bytes: 9_000, overflow: "wait", waitMs: 9 } };
      await client.queue(bounded);
      await client.queue(bounded);
    },
  },
  {
    id: "Q-271",
    title: "a queue that is there with other settings is refused: each setting, what it is, and what was wanted",
    async run(env) {
      const client = await program(env);
      await client.queue(EVERYTHING);
      const wants: QueueSettings = {
        ...EVERYTHING,
        ackWaitMs: 40_000,
        lanes: { kind: "priorities", levels: ["urgent", "normal", "bulk"], order: "strict" },
        results: { keepMs: 120_000 },
        dedupWindowMs: 60_000,
        maxInFlight: 700,
        atomic: false,
      };
      const refused = client.queue(wants);
      await expect(refused).rejects.toMatchObject({
        name: "SettingsChangedError",
        changes: [
          { setting: "lanes", before: ["urgent", "bulk"], after: ["urgent", "normal", "bulk"], way: null },
          { setting: "dedupWindowMs", before: 30_000, after: 60_000, way: null },
          { setting: "atomic", before: true, after: false, way: null },
          { setting: "ackWaitMs", before: 20_000, after: 40_000, way: null },
          { setting: "maxInFlight", before: 500, after: 700, way: null },
          { setting: "results.keepMs", before: 60_000, after: 120_000, way: null },
        ],
      });
      await expect(refused).rejects.toThrow("ackWaitMs: found 20000, this program wants 40000");
      await expect(refused).rejects.toMatchObject({ remedy: expect.stringContaining("{ update: true }") as string });
      // Alone as well, where no stream and no consumer is refused by the server.
      const kept = client.queue({ ...EVERYTHING, results: { keepMs: 120_000 } });
      await expect(kept).rejects.toThrow("results.keepMs: found 60000, this program wants 120000");
      await client.queue(EVERYTHING);
    },
  },
  {
    id: "Q-272",
    title: "an update changes what loses nothing: what was stored before is done after it, by the new settings",
    async run(env) {
      const client = await program(env);
      const before: QueueSettings = { name: "mails", bound: { jobs: 5, overflow: "reject" }, maxInFlight: 10 };
      const first = await client.queue(before);
      for (const id of ["a", "b"]) await first.send({ id, payload: 1 });
      const after: QueueSettings = {
        name: "mails",
        ackWaitMs: 60_000,
        schedules: true,
        maxInFlight: 20,
        dedupWindowMs: 60_000,
        atomic: true,
        results: {},
      };
      await expect(client.queue(after)).rejects.toMatchObject({ name: "SettingsChangedError" });
      const queue = await client.queue(after, { update: true });
      expect(await queue.inspect()).toMatchObject({ stored: 2, waiting: 2, scheduled: 0 });
      // Ids are remembered, later jobs are kept out of the workers' reach, and the bound is gone.
      expect(await queue.send({ id: "a", payload: 1 })).toMatchObject({ duplicate: true });
      await queue.send({ id: "later", payload: 1, delayMs: 60_000 });
      for (const id of ["c", "d", "e", "f"]) await queue.send({ id, payload: 1 });
      const done: string[] = [];
      const worker = await queue.work((job) => Promise.resolve(void done.push(job.id)));
      for (const id of ["a", "b", "c", "d", "e", "f"]) await queue.ended(id, 10_000);
      expect(done).toEqual(["a", "b", "c", "d", "e", "f"]);
      await worker.stop();
      expect(await queue.inspect()).toMatchObject({ stored: 1, scheduled: 1 });
      await client.queue(after);
    },
  },
  {
    id: "Q-273",
    title: "an update adds a level and keeps longer; what is in the others stays there",
    async run(env) {
      const client = await program(env);
      const lanes = (...levels: string[]) => ({ kind: "priorities", levels, order: "strict" }) as const;
      const first = await client.queue({ name: "mails", lanes: lanes("normal"), results: { keepMs: 60_000 } });
      await first.send({ id: "a", payload: 1 });
      const queue = await client.queue(
        { name: "mails", lanes: lanes("urgent", "normal"), results: { keepMs: 120_000 } },
        { update: true },
      );
      await queue.send({ id: "b", payload: 1, priority: "urgent" });
      expect((await queue.inspect()).lanes).toMatchObject({ urgent: { waiting: 1 }, normal: { waiting: 1 } });
      const done: string[] = [];
      const worker = await queue.work((job) => Promise.resolve(void done.push(job.id)));
      await Promise.all(["a", "b"].map((id) => queue.ended(id, 10_000)));
      expect(done).toEqual(["b", "a"]);
      await worker.stop();
    },
  },
  {
    id: "Q-274",
    title: "what an update would lose, or the server cannot do, is refused with the way to get there",
    async run(env) {
      const client = await program(env);
      const lanes = (...levels: string[]) => ({ kind: "priorities", levels, order: "strict" }) as const;
      const groups = (partitions: number) => ({ kind: "groups", partitions }) as const;
      const cases: readonly (readonly [Partial<QueueSettings>, Partial<QueueSettings>, string, string])[] = [
        [{ storage: "memory" }, { storage: "file" }, "storage", "a stream cannot change its storage"],
        [{ schedules: true }, { schedules: false }, "schedules", "the server cannot switch it off"],
        [{ lanes: lanes("a", "b") }, { lanes: lanes("a") }, "lanes", "let workers empty it, delete it"],
        [{}, { lanes: lanes("a") }, "lanes", "let workers empty it, delete it"],
        [{ lanes: groups(2) }, { lanes: groups(3) }, "lanes", "out of order"],
        [{ results: {} }, { results: { keepMs: 1_000 } }, "results.keepMs", "nats stream edit KV_"],
      ];
      for (const [n, [before, after, setting, way]] of cases.entries()) {
        await client.queue({ name: `q-${n}`, ...before });
        const updating = client.queue({ name: `q-${n}`, ...after }, { update: true });
        await expect(updating, setting).rejects.toThrow(`${setting}: found `);
        await expect(updating, setting).rejects.toMatchObject({ remedy: expect.stringContaining(way) as string });
        // Nothing has changed.
        await client.queue({ name: `q-${n}`, ...before });
      }
      const dropping = (jobs: number): QueueSettings => ({ name: "drops", bound: { jobs, overflow: "drop-oldest" } });
      const drops = await client.queue(dropping(5));
      for (const id of ["a", "b", "c"]) await drops.send({ id, payload: 1 });
      const shrinking = client.queue(dropping(2), { update: true });
      await expect(shrinking).rejects.toMatchObject({
        remedy: expect.stringContaining("3 messages are stored") as string,
      });
      await client.queue(dropping(3), { update: true });
      expect(await drops.inspect()).toMatchObject({ stored: 3 });
    },
  },
  {
    id: "Q-275",
    title: "settings that make no sense are refused before anything is declared",
    async run(env) {
      const client = await program(env);
      const names = await streamNames(client);
      const odd = { name: "odd", maxAttempts: Number.NaN, rate: { jobs: 0, perMs: 1_000 } };
      await expect(client.queue(odd)).rejects.toThrow("maxAttempts: found NaN");
      await expect(client.queue(odd)).rejects.toMatchObject({ name: "BadInputError" });
      await expect(client.queue({ name: "mails-dead-history" })).rejects.toThrow(
        '"-dead-history" is reserved for the history',
      );
      await expect(client.queue({ name: "mails-dead" })).rejects.toThrow('"-dead" is reserved for the dead letters');
      await expect(openLog(client, { name: "odd", partitions: 0 })).rejects.toThrow("log odd: partitions: found 0");
      await expect(openLog(client, { name: "odd", keepMs: 5_000, dedupWindowMs: 6_000 })).rejects.toThrow(
        "log odd: dedupWindowMs: found 6000, expected at most keepMs (5000)",
      );
      expect(await streamNames(client)).toEqual(names);
      const queue = await client.queue({ name: "mails" });
      const works = () => Promise.resolve();
      await expect(queue.work(works, { concurrency: 0 })).rejects.toThrow(
        "a worker of queue mails: concurrency: found 0, expected at least 1",
      );
      await expect(queue.work(works, { concurrency: Number.NaN })).rejects.toThrow("concurrency: found NaN");
      await expect(queue.work(works, { heartbeatMs: Number.NaN })).rejects.toThrow("heartbeatMs: found NaN");
      await expect(queue.pause(Number.NaN)).rejects.toThrow("the pause of queue mails: found NaN");
      await expect(queue.ended("a", Number.NaN)).rejects.toThrow("the wait for job a: found NaN");
      await expect(queue.send({ id: "a", payload: 1, maxAttempts: 0 })).rejects.toThrow("the maxAttempts of job a");
      expect(await queue.inspect()).toMatchObject({ stored: 0, inFlight: 0 });
    },
  },
  {
    id: "Q-276",
    title: "a stream of another program that is in the way is named as such",
    async run(env) {
      const [shop, euShop] = [await program(env), await program(env, `${env.namespace}-eu`)];
      await shop.queue({ name: "eu-mails" });
      await expect(euShop.queue({ name: "mails" })).rejects.toThrow("belongs to another program");
      const jsm = await jetstreamManager(shop.connection);
      await jsm.streams.add({ name: `${env.namespace}-all`, subjects: [`${env.namespace}.jobs.letters`] });
      await expect(shop.queue({ name: "letters" })).rejects.toThrow(
        "another stream on this server captures its subjects",
      );
      await expect(shop.queue({ name: "copies", replicas: 3 })).rejects.toThrow("the server is not in a cluster");
    },
  },
  {
    id: "Q-277",
    title: "a log that is there with other settings is refused; an update keeps longer, and takes no event away",
    async run(env) {
      const client = await program(env);
      const log = await openLog(client, { name: "events", partitions: 2, keepMs: 60_000 });
      await log.append({ id: "a", payload: 1 });
      const other = openLog(client, { name: "events", partitions: 4, keepMs: 30_000 });
      await expect(other).rejects.toThrow("partitions: found 2, this program wants 4");
      await expect(other).rejects.toThrow("keepMs: found 60000, this program wants 30000");
      const shorter = openLog(client, { name: "events", partitions: 2, keepMs: 30_000 }, { update: true });
      await expect(shorter).rejects.toMatchObject({ remedy: expect.stringContaining("nats stream edit") as string });
      const settings = { name: "events", partitions: 2, dedupWindowMs: 90_000 };
      const longer = await openLog(client, settings, { update: true });
      expect(await longer.append({ id: "a", payload: 1 })).toMatchObject({ duplicate: true, sequence: 1 });
      await openLog(client, settings);
    },
  },
  {
    id: "Q-278",
    title: "as many in flight as may be: delayed jobs hold their places, nothing more comes, and the queue says so",
    async run(env) {
      const client = await program(env);
      const queue = await client.queue({
        name: "calls",
        maxInFlight: 3,
        maxAttempts: null,
        retry: { kind: "fixed", delayMs: 60_000 },
      });
      const failed: string[] = [];
      const failing = await queue.work((job) => {
        failed.push(job.id);
        return Promise.reject(new Error("no answer"));
      });
      await queue.sendAll(["a", "b", "c", "d"].map((id) => ({ id, payload: 1 })));
      const until = env.clock.now() + 5_000;
      let state = await queue.inspect();
      while (state.stalled !== true && env.clock.now() < until) state = await queue.inspect();
      expect(state).toEqual({ stored: 4, waiting: 1, inFlight: 3, deadLetters: 0, stalled: true });
      expect(failed).toEqual(["a", "b", "c"]);
      await failing.stop();
      const wider = await client.queue({ ...queue.config, maxInFlight: 10 }, { update: true });
      expect((await wider.inspect()).stalled).toBeUndefined();
      const worker = await wider.work((job) => Promise.resolve(void failed.push(job.id)));
      while (failed.length < 4 && env.clock.now() < until + 5_000) await wider.inspect();
      expect(failed).toEqual(["a", "b", "c", "d"]);
      await worker.stop();
    },
  },
  {
    id: "Q-279",
    title: "an orchestrator's stores that are there with other settings are refused, or updated without a loss",
    async run(env) {
      const client = await program(env);
      const declare = async (ackWaitMs: number, stores: OrchestratorStores) => {
        const { config } = await client.queue({ name: "flows", ackWaitMs }, { update: true });
        await declareOrchestrator(client.connection, config, stores);
      };
      await declare(20_000, { archiveMs: 60_000 });
      await declare(20_000, { archiveMs: 60_000 });
      const longer = declare(20_000, { archiveMs: 120_000 });
      await expect(longer).rejects.toThrow("archiveMs: found 60000, this program wants 120000");
      await expect(declare(30_000, { archiveMs: 60_000 })).rejects.toThrow(
        "ackWaitMs: found 20000, this program wants",
      );
      await declare(30_000, { archiveMs: 120_000, update: true });
      await declare(30_000, { archiveMs: 120_000 });
      await expect(declare(30_000, { archiveMs: Number.NaN })).rejects.toThrow("its archiveMs: found NaN");
    },
  },
];
