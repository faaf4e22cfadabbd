import { expect } from "vitest";
import { namesOf } from "../../../engine/queue/names.ts";
import { timersQueue } from "../../../engine/flow/orchestrator/names.ts";
import type { ConformanceCase } from "../environment.ts";
import { UnrecoverableError } from "../../../engine/queue/errors.ts";
import { ACK_WAIT_MS, LONG_MS, whenQuick } from "../bench.ts";
import { flowBench, says } from "./flow-bench.ts";
import { NAP_MS, napFlow, NEVER_MS, VOICE } from "./machines.ts";

/** How a flow lives: begins, waits, is told things, ends. */
export const LIVING: readonly ConformanceCase[] = [
  {
    id: "O-01",
    title: "O1, O13: a flow that is started is found by one look-up, with what it waits for and until when",
    async run(env) {
      const bench = await flowBench(env);
      await bench.orchestrator("one");
      expect(await bench.client.query("nap-1")).toBeNull();
      await bench.client.start("nap", "nap-1", { work: true });
      await bench.journal.until("job-acked");
      expect(await bench.client.query("nap-1")).toMatchObject({
        definition: "nap",
        version: "1",
        status: "running",
        state: "working",
        value: "working",
        context: { pokes: 0, said: "nothing" },
        waitsFor: [{ step: "say", try: 1 }],
        deadlines: [{ name: "say timeout" }],
        outcome: null,
        archived: false,
      });
      await bench.at(VOICE).settlesAt({ stored: 1 });
    },
  },
  {
    id: "O-02",
    title: "a flow commands a service, takes its answer and ends; its history tells each write",
    async run(env) {
      const bench = await flowBench(env);
      await bench.orchestrator("one");
      await bench.voice(says("hello"));
      await bench.client.start("nap", "nap-1", { work: true });
      await bench.journal.until("flow-ended");
      expect(await bench.client.query("nap-1")).toMatchObject({
        status: "done",
        state: "over",
        outcome: "completed",
        output: { pokes: 0, said: "hello" },
      });
      const history = await bench.client.history("nap-1");
      expect(history.map(({ event, state, status }) => [event, state, status])).toEqual([
        ["start nap-1-start", "working", "running"],
        ["reply reply-nap-1-say-1", "over", "done"],
      ]);
      await bench.at("events").settlesAt({ stored: 0 });
      await bench.at("events-timers").settlesAt({ stored: 0 });
    },
  },
  {
    id: "O-56",
    title: "O7: a command that ends as a dead letter fails its step at once, without another try",
    async run(env) {
      const bench = await flowBench(env);
      await bench.orchestrator("one", undefined, [
        napFlow({ commands: { say: { queue: VOICE, timeoutMs: LONG_MS, tries: 3 } } }),
      ]);
      await bench.voice(() => Promise.reject(new UnrecoverableError("hoarse")));
      await bench.client.start("nap", "nap-1", { work: true });
      await bench.journal.until("flow-ended");
      expect(bench.journal.of("step-commanded")).toHaveLength(1);
      expect(bench.journal.of("step-failed")).toMatchObject([
        { step: "say", try: 1, reason: "hoarse", unanswered: true },
      ]);
      expect(await bench.client.query("nap-1")).toMatchObject({ status: "done", output: { said: "not said" } });
      await bench.at("events").settlesAt({ stored: 0 });
      await bench.at("events-timers").settlesAt({ stored: 0 });
    },
  },
  {
    id: "O-03",
    title: "O6: a deadline comes when it is due and not before, also if nobody was there then",
    run: whenQuick(NAP_MS, async (env, napMs) => {
      const bench = await flowBench(env);
      const nap = napFlow({}, napMs);
      const first = await bench.orchestrator("one", undefined, [nap]);
      await bench.client.start("nap", "nap-1", { work: false });
      const set = await bench.journal.until("timer-set");
      await bench.journal.until("job-acked");
      await first.stop();
      await bench.at("events-timers").settlesAt({ waiting: 1 });
      expect(env.clock.now()).toBeGreaterThanOrEqual(set.due - env.earlyMs);
      expect(set.due - set.at).toBeGreaterThanOrEqual(napMs - env.lateMs);
      await bench.orchestrator("two", undefined, [nap]);
      expect(await bench.journal.until("flow-ended")).toMatchObject({ flow: "nap-1", worker: "two" });
    }),
  },
  {
    id: "O-04",
    title: "O5: a cancelled deadline never comes, and nothing of it is left on the server",
    async run(env) {
      const bench = await flowBench(env);
      await bench.orchestrator("one", undefined, [napFlow({}, NEVER_MS)]);
      await bench.client.start("nap", "nap-1", { work: false });
      await bench.journal.until("job-acked");
      const { stream } = namesOf(timersQueue(bench.events));
      expect((await bench.jsm.streams.info(stream)).state.messages).toBe(1);
      await bench.client.signal("nap-1", { type: "WAKE" });
      await bench.journal.until("timer-cleared");
      await bench.journal.until("job-acked", 2);
      // Only the timeout of what it does now.
      expect((await bench.jsm.streams.info(stream, { subjects_filter: ">" })).state.subjects).toEqual({
        [`${env.namespace}.schedules.events.nap-1.1.2`]: 1,
      });
    },
  },
  {
    id: "O-05",
    title: "a signal is taken once an id; one that the state does not take is recorded and dropped",
    async run(env) {
      const bench = await flowBench(env);
      await bench.orchestrator("one");
      await bench.client.start("nap", "nap-1", { work: true });
      await bench.reaches("nap-1", "working");
      for (const id of ["poke-1", "poke-1", "poke-2"]) await bench.client.signal("nap-1", { type: "POKE" }, id);
      await bench.client.signal("nap-1", { type: "BREAK" });
      expect(await bench.journal.until("flow-event-dropped")).toMatchObject({
        event: "BREAK",
        reason: "the state working does not take it",
      });
      await bench.at("events").settlesAt({ stored: 0 });
      expect((await bench.client.query("nap-1"))?.context).toMatchObject({ pokes: 2 });
      expect((await bench.client.history("nap-1")).at(-1)).toMatchObject({
        event: expect.stringContaining("signal nap-1-BREAK") as unknown,
        refused: "the state working does not take it",
      });
    },
  },
  {
    id: "O-06",
    title: "O8: who asks for a flow is told its output, again when they ask again, and from the archive",
    async run(env) {
      const bench = await flowBench(env);
      await bench.orchestrator("one");
      await bench.voice(says("hello"));
      const shop = await bench.requester();
      const patient = { timeoutMs: LONG_MS };
      const answer = { outcome: "answered", result: { pokes: 0, said: "hello" }, tries: 1 };
      expect(await shop.request("naps", "ask-1", { nap: "nap-1", work: true }, patient)).toEqual(answer);
      expect(await shop.request("naps", "ask-2", { nap: "nap-1", work: true }, patient)).toEqual(answer);
      expect(await bench.client.archive("nap-1")).toBe(true);
      expect(await shop.request("naps", "ask-3", { nap: "nap-1", work: true }, patient)).toEqual(answer);
      expect(bench.journal.of("flow-started")).toHaveLength(1);
      expect(bench.journal.of("step-commanded")).toHaveLength(1);
    },
  },
  {
    id: "O-07",
    title: "flows are listed by status, state and kind; archived ones are found with their history, and stay ended",
    async run(env) {
      const bench = await flowBench(env);
      await bench.orchestrator("one");
      for (const flow of ["a", "b"]) await bench.client.start("nap", flow, { work: true });
      await bench.client.start("nap", "c", { work: false });
      await bench.journal.until("flow-ended");
      await bench.reaches("a", "working");
      await bench.reaches("b", "working");
      const flows = async (filter: Parameters<typeof bench.client.list>[0]) =>
        (await bench.client.list(filter)).map(({ flow }) => flow).toSorted();
      expect(await flows({})).toEqual(["a", "b", "c"]);
      expect(await flows({ status: "running" })).toEqual(["a", "b"]);
      expect(await flows({ state: "over" })).toEqual(["c"]);
      expect(await flows({ definition: "walk" })).toEqual([]);
      await expect(bench.client.archive("a")).rejects.toThrow("it is running");
      expect(await bench.client.archive("c")).toBe(true);
      expect(await flows({})).toEqual(["a", "b"]);
      expect(await bench.client.query("c")).toMatchObject({ archived: true, state: "over" });
      expect(await bench.client.history("c")).toHaveLength(2);
      await bench.client.start("nap", "c", { work: true }, null);
      await bench.at("events").settlesAt({ stored: 0 });
      expect(await flows({})).toEqual(["a", "b"]);
    },
  },
  {
    id: "O-08",
    title: "what cannot be read as a start ends among its queue's dead letters, and a stray message stops nobody",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const bench = await flowBench(env, { maxAttempts: 2, ackWaitMs });
      await bench.orchestrator("one");
      await bench.at("naps").send(1);
      expect(await bench.journal.until("job-dead-lettered")).toMatchObject({ queue: "naps", reason: "this is no nap" });
      await bench.at("events").send(1);
      expect(await bench.journal.until("flow-event-dropped")).toMatchObject({ reason: "job-1 names no flow" });
      await bench.at("events").settlesAt({ stored: 0, deadLetters: 0 });
    }),
  },
  {
    id: "O-09",
    title:
      "O4, O5: a state that is entered again commands again, under the same name too, and waits for the new answer only",
    async run(env) {
      const bench = await flowBench(env);
      const say = { queue: VOICE, timeoutMs: NEVER_MS, tries: 1, jobId: () => "say it" };
      await bench.orchestrator("one", undefined, [napFlow({ commands: { say } })]);
      await bench.client.start("nap", "nap-1", { work: true });
      await bench.reaches("nap-1", "working");
      await bench.client.signal("nap-1", { type: "WAKE" });
      await bench.at(VOICE).settlesAt({ stored: 2 });
      const words = ["the old answer", "the new one"];
      await bench.voice(() => Promise.resolve(words.shift() ?? "too much"));
      expect(await bench.journal.until("reply-late")).toMatchObject({ request: "nap-1" });
    },
  },
];
