import { jetstream } from "@nats-io/jetstream";
import { expect } from "vitest";
import type { WireFault } from "../../../engine/actors/planned-faults.ts";
import { faultyWire, type Wire } from "../../../engine/actors/wire.ts";
import { requestEffect } from "../../../engine/actors/world-client.ts";
import { startWorld } from "../../../engine/actors/world.ts";
import { inspectQueue } from "../../../engine/queue/declare/declare.ts";
import { sendJob } from "../../../engine/queue/send/send.ts";
import type { Sent } from "../../../engine/queue/send/new-job.ts";
import { startWorker } from "../../../engine/queue/work/worker.ts";
import { bench, type Bench, fails, LONG_MS, succeeds } from "../bench.ts";
import type { ConformanceCase, Environment } from "../environment.ts";

/** What an actor's connection does with planned faults on the wire, against a real server of each kind. */
const fault = (what: WireFault["what"], job: string, delayMs = 0): WireFault => ({ fault: 4, what, job, delayMs });

type Sender = { readonly wire: Wire; readonly spent: Set<number>; send(job: string): Promise<Sent> };

/** Somebody who sends into the bench's queue over a wire with faults, and records into its journal. */
async function sender(env: Environment, queue: Bench, faults: readonly WireFault[]): Promise<Sender> {
  const spent = new Set<number>();
  const probe = queue.journal.probe("shop");
  const wire = faultyWire(await env.connect("shop"), {
    faults,
    sender: "shop",
    namespace: env.namespace,
    clock: env.clock,
    record: probe.record,
    spent,
  });
  const js = jetstream(wire.connection);
  return { wire, spent, send: (job) => sendJob(js, queue.queue, { id: job, payload: { job } }, probe) };
}

export const WIRE: readonly ConformanceCase[] = [
  {
    id: "W-01",
    title: "WI2: a lost job is confirmed to its sender, and nothing of it is stored",
    async run(env) {
      const queue = await bench(env);
      const { send } = await sender(env, queue, [fault("lose", "job-1")]);
      const [lost, kept] = [await send("job-1"), await send("job-2")];
      expect(lost.duplicate).toBe(false);
      expect(lost.streamSequence).toBeGreaterThan(1_000_000);
      expect(kept).toEqual({ streamSequence: 1, duplicate: false });
      await queue.settlesAt({ stored: 1 });
      const { journal } = queue;
      expect(journal.of("fault-injected")).toMatchObject([
        { fault: 4, what: "wire lose", target: "shop", job: "job-1" },
      ]);
      expect(journal.of("job-lost")).toMatchObject([{ job: "job-1", streamSequence: lost.streamSequence }]);
      expect(journal.of("job-stored").map(({ job }) => job)).toEqual(["job-1", "job-2"]);
    },
  },
  {
    id: "W-02",
    title: "WI1: once: a lost job that is sent again is stored, for nobody has seen its message id",
    async run(env) {
      const queue = await bench(env);
      const { send } = await sender(env, queue, [fault("lose", "job-1")]);
      await send("job-1");
      expect(await send("job-1")).toEqual({ streamSequence: 1, duplicate: false });
      await queue.settlesAt({ stored: 1 });
      expect(queue.journal.of("fault-injected")).toHaveLength(1);
    },
  },
  {
    id: "W-03",
    title: "WI1: what has struck elsewhere does not strike here",
    async run(env) {
      const queue = await bench(env);
      const { send, spent } = await sender(env, queue, [fault("lose", "job-1")]);
      spent.add(4);
      await send("job-1");
      await queue.settlesAt({ stored: 1 });
      expect(queue.journal.of("fault-injected")).toEqual([]);
    },
  },
  {
    id: "W-04",
    title: "WI3: a delayed job is stored, and confirmed, that much later; others overtake it",
    async run(env) {
      const queue = await bench(env);
      const { send } = await sender(env, queue, [fault("delay", "job-1", 400)]);
      const begun = env.clock.now();
      const slow = send("job-1");
      await send("job-2");
      await queue.settlesAt({ stored: 1 });
      expect(await slow).toEqual({ streamSequence: 2, duplicate: false });
      expect(env.clock.now() - begun).toBeGreaterThanOrEqual(400);
      expect(env.clock.now() - begun).toBeLessThanOrEqual(400 + env.lateMs);
    },
  },
  {
    id: "W-05",
    title: "WI4: a duplicated job is there twice, one after the other, and its sender has heard of one",
    async run(env) {
      const queue = await bench(env);
      const { send, wire } = await sender(env, queue, [fault("duplicate", "job-1")]);
      expect(await send("job-1")).toEqual({ streamSequence: 1, duplicate: false });
      await wire.settled();
      expect(queue.journal.of("job-duplicated")).toMatchObject([{ job: "job-1", streamSequence: 2 }]);
      await queue.worker("worker", succeeds);
      await queue.journal.until("job-acked", 2);
      const delivered = queue.journal.of("job-delivered");
      expect(delivered.map(({ job, attempt, streamSequence }) => [job, attempt, streamSequence])).toEqual([
        ["job-1", 1, 1],
        ["job-1", 1, 2],
      ]);
      expect((await send("job-1")).duplicate).toBe(true);
    },
  },
  {
    id: "W-06",
    title: "WI4: a copy may come later; the wire is settled once it has come",
    async run(env) {
      const queue = await bench(env);
      const { send, wire } = await sender(env, queue, [fault("duplicate", "job-1", 400)]);
      const begun = env.clock.now();
      await send("job-1");
      await send("job-2");
      expect(queue.journal.of("job-duplicated")).toEqual([]);
      await wire.settled();
      expect(env.clock.now() - begun).toBeGreaterThanOrEqual(400);
      expect(queue.journal.of("job-duplicated")).toMatchObject([{ job: "job-1", streamSequence: 3 }]);
      await queue.settlesAt({ stored: 3 });
    },
  },
  {
    id: "W-07",
    title: "WI1: several faults of one job strike one publish each, in turn",
    async run(env) {
      const queue = await bench(env);
      const faults = [fault("lose", "job-1"), { ...fault("duplicate", "job-1"), fault: 5 }];
      const { send, wire } = await sender(env, queue, faults);
      for (let n = 0; n < 3; n++) await send("job-1");
      await wire.settled();
      expect(queue.journal.of("fault-injected").map(({ what }) => what)).toEqual(["wire lose", "wire duplicate"]);
      await queue.settlesAt({ stored: 2 });
    },
  },
  {
    id: "W-08",
    title: "WI1: the world's requests pass, whatever the job is called",
    async run(env) {
      const queue = await bench(env);
      const { wire } = await sender(env, queue, [fault("lose", "job-1")]);
      const world = queue.journal.probe("world");
      const server = await env.connect("world");
      startWorld(server, env.namespace, world);
      await server.flush();
      const { connection } = wire;
      const charge = { effect: "charge", job: "job-1", amountCents: 5, key: null, undoes: null };
      expect(await requestEffect({ connection, namespace: env.namespace }, charge, "shop/1/1")).toEqual({
        duplicate: false,
        prevented: false,
      });
      expect(queue.journal.of("effect-applied")).toHaveLength(1);
      expect(queue.journal.of("fault-injected")).toEqual([]);
    },
  },
  {
    id: "W-09",
    title: "WI1: a worker over such a wire pulls, acks and dead-letters as ever: a dead letter is no job on its way",
    async run(env) {
      const queue = await bench(env, { maxAttempts: 1, ackWaitMs: LONG_MS });
      const wire = faultyWire(await env.connect("worker"), {
        faults: [fault("lose", "job-1")],
        sender: "worker",
        namespace: env.namespace,
        clock: env.clock,
        record: queue.journal.probe("worker").record,
        spent: new Set(),
      });
      await queue.send(2);
      await startWorker(jetstream(wire.connection), {
        queue: queue.queue,
        handler: (job, run) => (job.id === "job-1" ? fails("no")(job, run) : succeeds(job, run)),
        clock: env.clock,
        probe: queue.journal.probe("worker"),
      });
      await queue.journal.until("job-acked", 2);
      expect(queue.journal.of("fault-injected")).toEqual([]);
      expect(await inspectQueue(queue.jsm, queue.queue)).toMatchObject({ stored: 0, deadLetters: 1 });
    },
  },
  {
    id: "W-10",
    title: "without faults it is the connection itself",
    async run(env) {
      const connection = await env.connect("plain");
      const wire = faultyWire(connection, {
        faults: [],
        sender: "shop",
        namespace: env.namespace,
        clock: env.clock,
        record: () => "",
        spent: new Set(),
      });
      expect(wire.connection).toBe(connection);
      await wire.settled();
    },
  },
];
