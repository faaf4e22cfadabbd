import { expect } from "vitest";
import type { Incoming } from "../../../engine/flow/orchestrator/record.ts";
import { deleteOrchestrator, declareOrchestrator } from "../../../engine/flow/orchestrator/declare.ts";
import { orchestratorNames } from "../../../engine/flow/orchestrator/names.ts";
import { FlowStore } from "../../../engine/flow/orchestrator/store.ts";
import { sendJob } from "../../../engine/queue/send/send.ts";
import { CrashPoint } from "../../../engine/trace/crash-point.ts";
import type { ConformanceCase } from "../environment.ts";
import { ACK_WAIT_MS, gate, whenQuick } from "../bench.ts";
import { diesAt } from "../reply-bench.ts";
import { flowBench, says } from "./flow-bench.ts";
import { lostAnswerContext } from "./lost-answer.ts";
import { napFlow, NEVER_MS, VOICE } from "./machines.ts";

const POINTS = [
  CrashPoint.BeforeLoad,
  CrashPoint.BeforeSave,
  CrashPoint.AfterSave,
  CrashPoint.BeforePublish,
  CrashPoint.BeforeSchedule,
  CrashPoint.BeforeAck,
] as const;

/** What holds when orchestrators die, compete or cannot go on. */
export const DYING: readonly ConformanceCase[] = [
  ...POINTS.map((point, at): ConformanceCase => ({
    id: `O-1${at}`,
    title: `O3, O4: an orchestrator dies at ${point}; the next one ends the flow, and commands once`,
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const bench = await flowBench(env, { ackWaitMs });
      await bench.orchestrator("dies", diesAt(point));
      await bench.client.start("nap", "nap-1", { work: true });
      await bench.journal.until("job-started");
      await bench.orchestrator("lives");
      await bench.voice(says("hello"));
      // Whoever is dead at a point may still have its hands on the answer.
      expect(await bench.journal.until("flow-ended")).toMatchObject({ flow: "nap-1", outcome: "completed" });
      await bench.at("events").settlesAt({ stored: 0 });
      const stored = bench.journal.of("job-stored").filter(({ queue }) => queue === VOICE);
      expect(stored.map(({ job }) => job)).toEqual(["nap-1-say"]);
      expect((await bench.client.query("nap-1"))?.output).toEqual({ pokes: 0, said: "hello" });
    }),
  })),
  {
    id: "O-20",
    title: "O2: two orchestrators take a hundred signals of one flow at once, and none is lost or counted twice",
    async run(env) {
      const bench = await flowBench(env);
      await Promise.all([bench.orchestrator("one"), bench.orchestrator("two")]);
      await bench.client.start("nap", "nap-1", { work: true });
      await bench.reaches("nap-1", "working");
      const ids = Array.from({ length: 100 }, (_, n) => `poke-${n}`);
      await Promise.all(ids.map((id) => bench.client.signal("nap-1", { type: "POKE" }, id)));
      await bench.at("events").settlesAt({ stored: 0 });
      expect((await bench.client.query("nap-1"))?.context).toMatchObject({ pokes: 100 });
      const by = new Set(bench.journal.of("flow-state-saved").map(({ worker }) => worker));
      expect(by).toEqual(new Set(["one", "two"]));
    },
  },
  {
    id: "O-21",
    title: "O2: a write on top of an old revision is refused, also one that was stored and whose answer was lost",
    async run(env) {
      const bench = await flowBench(env);
      await bench.orchestrator("one");
      await bench.client.start("nap", "nap-1", { work: true });
      await bench.journal.until("flow-state-saved");
      const store = await FlowStore.open(bench.connection, bench.events);
      const { record, revision } = await store.load("nap-1");
      if (record === null) throw new Error("there is no record");
      const next = await store.save(record, revision);
      expect(next).toBeGreaterThan(revision);
      expect(await store.save(record, revision)).toBeNull();
      expect(await store.load("nap-1")).toMatchObject({ revision: next });
    },
  },
  {
    id: "O-22",
    title: "O2: who gets no answer to a write reads back, finds it was stored, and goes on as if told so",
    async run(env) {
      const bench = await flowBench(env);
      const incoming: Incoming = {
        kind: "start",
        id: "start nap-1",
        flow: "nap-1",
        definition: "nap",
        input: { work: true },
        requester: null,
      };
      const { process, saves } = await lostAnswerContext(bench, incoming);
      await process();
      expect(saves()).toBe(1);
      expect(bench.journal.of("flow-started")).toHaveLength(1);
      expect(bench.journal.of("flow-state-saved")).toHaveLength(1);
      await bench.at(VOICE).settlesAt({ stored: 1 });
    },
  },
  {
    id: "O-23",
    title:
      "O9: an event that the machine fails at is held; the flow is stuck, and goes on with a version that can do it",
    async run(env) {
      const bench = await flowBench(env);
      const first = await bench.orchestrator("one", undefined, [napFlow({}, NEVER_MS)]);
      await bench.client.start("nap", "nap-1", { work: false });
      // It may overtake the start, and is delayed then.
      await bench.client.signal("nap-1", { type: "BREAK" });
      expect(await bench.journal.until("flow-stuck")).toMatchObject({ flow: "nap-1", reason: "a nightmare" });
      expect(await bench.client.list({ status: "stuck" })).toMatchObject([{ stuckBecause: "a nightmare", parked: 1 }]);
      await bench.at("events").settlesAt({ stored: 0, deadLetters: 0 });
      await first.stop();
      const awake = () => ({ value: "working", context: { pokes: 7, said: "" } });
      await bench.orchestrator("two", undefined, [
        napFlow({}, NEVER_MS),
        napFlow({ version: "2", migrateFrom: { "1": awake } }, NEVER_MS),
      ]);
      await bench.voice(says("good morning"));
      await bench.client.resume("nap-1", "resume-1");
      await bench.journal.until("flow-ended");
      expect(await bench.client.query("nap-1")).toMatchObject({
        version: "2",
        output: { pokes: 7, said: "good morning" },
      });
    },
  },
  {
    id: "O-24",
    title: "O9: an event that kills everybody who takes it is given up after its deliveries: the flow holds it",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const bench = await flowBench(env, { ackWaitMs, maxAttempts: 2 });
      const heavy = (point: string, { job, attempt }: { job: string; attempt: number }) =>
        point === "before-save" && job === "heavy" && attempt <= 2 ? gate().passed : Promise.resolve();
      await bench.orchestrator("one", heavy);
      await bench.client.start("nap", "nap-1", { work: true });
      await bench.reaches("nap-1", "working");
      await bench.client.signal("nap-1", { type: "POKE" }, "heavy");
      expect((await bench.journal.until("flow-stuck")).reason).toContain("given up after 2 deliveries");
      await bench.at("events").settlesAt({ stored: 0, deadLetters: 0 });
      await bench.client.resume("nap-1", "resume-1");
      await bench.at("events").settlesAt({ stored: 0 });
      expect(await bench.client.query("nap-1")).toMatchObject({ status: "running", context: { pokes: 1 }, parked: 0 });
    }),
  },
  {
    id: "O-25",
    title: "O4: a job of the same name with a message id of its own is another job, with the same one it is not",
    async run(env) {
      const bench = await flowBench(env);
      const { js, queue } = bench.at(VOICE);
      const send = (messageId: string) => sendJob(js, queue, { id: "same", payload: null, messageId });
      const sent = [await send("1"), await send("2"), await send("1")];
      expect(sent.map(({ duplicate }) => duplicate)).toEqual([false, false, true]);
      await bench.at(VOICE).settlesAt({ stored: 2 });
    },
  },
  {
    id: "O-26",
    title: "stores that are there already are left as they are; deleted, nothing is left of them",
    async run(env) {
      const bench = await flowBench(env);
      await declareOrchestrator(bench.connection, bench.events);
      const names = async () => {
        const all: string[] = [];
        for await (const stream of bench.jsm.streams.list()) all.push(stream.config.name);
        return all;
      };
      expect(await names()).toEqual(expect.arrayContaining([...orchestratorNames(bench.events).streams]));
      await deleteOrchestrator(bench.connection, bench.events);
      const left = await names();
      expect(orchestratorNames(bench.events).streams.filter((stream) => left.includes(stream))).toEqual([]);
    },
  },
];
