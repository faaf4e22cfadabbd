import { expect } from "vitest";
import { LONG_MS, whenQuick } from "../bench.ts";
import { namesOf } from "../../../engine/queue/names.ts";
import { sendJob } from "../../../engine/queue/send/send.ts";
import type { ConformanceCase } from "../environment.ts";
import { flowBench, says } from "./flow-bench.ts";
import { cancellableFlow, NAP_MS, napFlow, NEVER_MS, VOICE } from "./machines.ts";

const brief = (tries: number, timeoutMs: number) => napFlow({ commands: { say: { queue: VOICE, timeoutMs, tries } } });
/** More than are handled at once. */
const BACKLOG = 20;

/** What holds when something has to wait for something else. */
export const WAITING: readonly ConformanceCase[] = [
  ...[1, 3].map((tries): ConformanceCase => ({
    id: `O-3${tries}`,
    title: `O6: an answer that is stored goes before the timeout that came meanwhile, behind any backlog (tries: ${tries})`,
    run: whenQuick(600, async (env, timeoutMs) => {
      const bench = await flowBench(env);
      const first = await bench.orchestrator("one", undefined, [brief(tries, timeoutMs)]);
      await bench.client.start("nap", "nap-1", { work: true });
      await bench.reaches("nap-1", "working");
      await bench.at("events").settlesAt({ stored: 0 });
      await first.stop();
      for (let n = 1; n <= BACKLOG; n++) await bench.client.signal("nap-1", { type: "POKE" }, `poke-${n}`);
      await bench.voice(says("hello"));
      await bench.at("events").settlesAt({ stored: BACKLOG + 1 });
      await bench.at("events-timers").settlesAt({ waiting: 1 });
      await bench.orchestrator("two", undefined, [brief(tries, timeoutMs)]);
      await bench.journal.until("flow-ended");
      expect(await bench.client.query("nap-1")).toMatchObject({ output: { said: "hello" } });
      expect(bench.journal.of("step-timed-out")).toEqual([]);
      expect(bench.journal.of("step-commanded")).toHaveLength(1);
    }),
  })),
  {
    id: "O-34",
    title: "O6: a signal that was stored before a delay of the machine was over goes before it",
    run: whenQuick(NAP_MS, async (env, napMs) => {
      const bench = await flowBench(env);
      const nap = napFlow({}, napMs);
      const first = await bench.orchestrator("one", undefined, [nap]);
      await bench.client.start("nap", "nap-1", { work: false });
      await bench.reaches("nap-1", "sleeping");
      await bench.at("events").settlesAt({ stored: 0 });
      await first.stop();
      for (let n = 1; n <= BACKLOG; n++) await bench.client.signal("nap-1", { type: "POKE" }, `poke-${n}`);
      await bench.client.signal("nap-1", { type: "WAKE" });
      await bench.at("events-timers").settlesAt({ waiting: 1 });
      await bench.voice(says("good morning"));
      await bench.orchestrator("two", undefined, [nap]);
      await bench.journal.until("flow-ended");
      expect(await bench.client.query("nap-1")).toMatchObject({ output: { said: "good morning" } });
      expect(bench.journal.of("timer-fired")).toEqual([]);
    }),
  },
  {
    id: "O-35",
    title: "a CANCEL that overtakes a start in its queue is taken right after it, before any service hears of the flow",
    async run(env) {
      const bench = await flowBench(env);
      const stoppable = cancellableFlow();
      const first = await bench.orchestrator("one", undefined, [stoppable]);
      await bench.client.cancel("nap-1");
      await bench.at("events").settlesAt({ stored: 0 });
      await first.stop();
      expect(await bench.client.list({ status: "stuck" })).toMatchObject([{ flow: "nap-1", parked: 1 }]);
      await sendJob(bench.at("naps").js, bench.queue("naps"), { id: "ask", payload: { nap: "nap-1", work: true } });
      await bench.orchestrator("two", undefined, [stoppable]);
      await bench.journal.until("flow-ended");
      await bench.at("naps").settlesAt({ stored: 0 });
      await bench.at(VOICE).settlesAt({ stored: 0 });
      await bench.at("events-timers").settlesAt({ stored: 0 });
      expect(await bench.client.query("nap-1")).toMatchObject({ status: "done", state: "cancelled" });
    },
  },
  {
    id: "O-36",
    title:
      "O2: three hundred signals to one flow by five orchestrators: a lost write is no failure, each signal counts",
    async run(env) {
      const bench = await flowBench(env, { maxAttempts: 3 });
      for (const name of ["one", "two", "three", "four", "five"]) await bench.orchestrator(name);
      await bench.client.start("nap", "nap-1", { work: true });
      await bench.reaches("nap-1", "working");
      const ids = Array.from({ length: 300 }, (_, n) => `poke-${n}`);
      await Promise.all(ids.map((id) => bench.client.signal("nap-1", { type: "POKE" }, id)));
      await bench.journal.until("job-acked", 301);
      // A delivery that was handed back counts among the acks.
      await bench.at("events").settlesAt({ stored: 0 });
      expect(await bench.client.query("nap-1")).toMatchObject({
        status: "running",
        context: { pokes: 300 },
        parked: 0,
      });
    },
  },
  {
    id: "O-37",
    title: "O11: flows of version 2 outlive a rollback to version 1, and go on by themselves when version 2 is back",
    async run(env) {
      const bench = await flowBench(env, { maxAttempts: 2 });
      const both = [napFlow(), napFlow({ version: "2" })];
      const second = await bench.orchestrator("new", undefined, both);
      const flows = Array.from({ length: 12 }, (_, n) => `nap-${n}`);
      for (const flow of flows) await bench.client.start("nap", flow, { work: true });
      for (const flow of flows) await bench.reaches(flow, "working");
      await bench.at("events").settlesAt({ stored: 0 });
      await second.stop();
      const first = await bench.orchestrator("old");
      await bench.voice(says("hello"));
      // More often than a failing event is delivered.
      await bench.journal.until("flow-event-held", 40);
      await bench.at("events").settlesAt({ stored: 0, deadLetters: 0 });
      await first.stop();
      await bench.orchestrator("newer", undefined, both);
      await bench.journal.until("flow-ended", 12);
      for (const flow of flows) {
        expect(await bench.client.query(flow)).toMatchObject({
          version: "2",
          status: "done",
          output: { said: "hello" },
        });
      }
    },
  },
  {
    id: "O-44",
    title: "O11: version 1 and version 2 run side by side: either hands back the other's events, at no cost",
    async run(env) {
      const bench = await flowBench(env, { maxAttempts: 1 });
      await bench.orchestrator("old");
      const both = [napFlow(), napFlow({ version: "2" })];
      const second = await bench.orchestrator("new", undefined, both);
      const flows = Array.from({ length: 24 }, (_, n) => `nap-${n}`);
      for (const flow of flows) await bench.client.start("nap", flow, { work: true });
      for (const flow of flows) await bench.reaches(flow, "working");
      await second.stop();
      await bench.orchestrator("newer", undefined, both);
      await bench.voice(says("hello"));
      await bench.journal.until("flow-ended", flows.length);
      for (const flow of flows) {
        expect(await bench.client.query(flow)).toMatchObject({ status: "done", output: { said: "hello" } });
      }
      await bench.at("events").settlesAt({ stored: 0, deadLetters: 0 });
    },
  },
  {
    id: "O-38",
    title:
      "O9: a start of a definition that nobody knows is listed as stuck, with the reason; a right one takes its place",
    async run(env) {
      const bench = await flowBench(env);
      await bench.orchestrator("one");
      await bench.client.start("nop", "nap-1", { work: true });
      const reason = "the flow definition nop is not registered here; known are: nap";
      expect(await bench.journal.until("flow-stuck")).toMatchObject({ flow: "nap-1", reason });
      expect(await bench.client.list({ status: "stuck" })).toMatchObject([{ flow: "nap-1", stuckBecause: reason }]);
      await bench.at("events").settlesAt({ stored: 0 });
      await sendJob(bench.at("naps").js, bench.queue("naps"), { id: "ask", payload: { nap: "nap-1", work: true } });
      await bench.reaches("nap-1", "working");
      expect(await bench.client.query("nap-1")).toMatchObject({ definition: "nap", status: "running" });
    },
  },
  {
    id: "O-39",
    title: "O9: what an operator discards lets its flow go on, and what was edited is taken as it is then",
    async run(env) {
      const bench = await flowBench(env);
      await bench.orchestrator("one", undefined, [napFlow({}, NEVER_MS)]);
      await bench.voice(says("hello"));
      for (const flow of ["discarded", "edited"]) {
        await bench.client.start("nap", flow, { work: false });
        await bench.reaches(flow, "sleeping");
        await bench.client.signal(flow, { type: "BREAK" }, `${flow}-poison`);
      }
      await bench.journal.until("flow-stuck", 2);
      await bench.client.signal("discarded", { type: "WAKE" });
      await bench.at("events").settlesAt({ stored: 0 });
      const poison = "signal discarded-poison";
      expect((await bench.client.parked("discarded"))[0]).toEqual({
        id: poison,
        kind: "signal",
        payload: { type: "BREAK" },
      });
      await bench.client.discard("discarded", poison, "a mistake");
      await bench.client.edit("edited", "signal edited-poison", { type: "WAKE" });
      await bench.journal.until("flow-ended", 2);
      for (const flow of ["discarded", "edited"]) {
        expect(await bench.client.query(flow)).toMatchObject({ output: { said: "hello" }, parked: 0 });
      }
    },
  },
  {
    id: "O-45",
    title:
      "O8: more requesters than a record holds, and one that was restarted and asks under its old id: all are answered",
    async run(env) {
      const bench = await flowBench(env);
      await bench.orchestrator("one");
      const shop = await bench.requester();
      const asks = Array.from({ length: 20 }, (_, n) =>
        shop.request("naps", `ask-${n}`, { nap: "nap-1", work: true }, { timeoutMs: 2 * LONG_MS }),
      );
      await bench.journal.until("flow-event-held");
      await bench.voice(says("hello"));
      const result = { pokes: 0, said: "hello" };
      for (const answer of await Promise.all(asks)) expect(answer).toMatchObject({ outcome: "answered", result });
      await bench.at("shop-replies").settlesAt({ stored: 0 });
      // As a requester does that has lost its memory, once the queue has forgotten its message.
      const { js, queue } = bench.at("naps");
      const [asked] = bench.journal.of("request-sent");
      if (asked === undefined) throw new Error("nobody has asked");
      const headers = {
        "Ackademy-Reply-To": asked.replyTo,
        "Ackademy-Correlation": asked.correlation,
        "Ackademy-Request": asked.request,
      };
      const again = { id: "ask-0", payload: { nap: "nap-1", work: true }, headers, messageId: "forgotten" };
      const replies = bench.journal.of("reply-sent").length;
      await sendJob(js, queue, again);
      await bench.journal.until("reply-sent", replies + 1);
      await bench.journal.until("reply-duplicate");
    },
  },
  {
    id: "O-41",
    title:
      "two kinds of flows do not share an id: the second start is a dead letter that says so, and nobody gets its output",
    async run(env) {
      const bench = await flowBench(env);
      await bench.orchestrator("one", undefined, [napFlow(), napFlow({ name: "walk" })]);
      await bench.voice(says("hello"));
      await bench.client.start("nap", "shared", { work: true });
      await bench.journal.until("flow-ended");
      await sendJob(bench.at("naps").js, bench.queue("naps"), { id: "ask", payload: { nap: "shared", work: true } });
      const { reason } = await bench.journal.until("job-dead-lettered");
      expect(reason).toContain("flow shared is one of the definition nap, and a flow of the definition walk");
      expect(bench.journal.of("flow-started")).toHaveLength(1);
    },
  },
  {
    id: "O-42",
    title: "a start that was purged from the queue of events is stored again, though the server remembers its id",
    async run(env) {
      const bench = await flowBench(env);
      await bench.client.start("nap", "nap-1", { work: true });
      await bench.jsm.streams.purge(namesOf(bench.events).stream);
      await bench.client.start("nap", "nap-1", { work: true });
      await bench.client.start("nap", "nap-1", { work: true });
      await bench.orchestrator("one");
      await bench.reaches("nap-1", "working");
      await bench.at("events").settlesAt({ stored: 0 });
      await bench.client.start("nap", "nap-1", { work: true });
      await bench.at("events").settlesAt({ stored: 0 });
      expect(bench.journal.of("flow-started")).toHaveLength(1);
    },
  },
  {
    id: "O-43",
    title: "each signal without an id is one of its own",
    async run(env) {
      const bench = await flowBench(env);
      await bench.orchestrator("one");
      await bench.client.start("nap", "nap-1", { work: true });
      await bench.reaches("nap-1", "working");
      for (let n = 0; n < 3; n++) await bench.client.signal("nap-1", { type: "POKE" });
      await bench.at("events").settlesAt({ stored: 0 });
      expect((await bench.client.query("nap-1"))?.context).toMatchObject({ pokes: 3 });
    },
  },
];
