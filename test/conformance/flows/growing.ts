import { expect } from "vitest";
import { declareOrchestrator } from "../../../engine/flow/orchestrator/declare.ts";
import { startOrchestrator } from "../../../engine/flow/orchestrator/orchestrator.ts";
import { createRegistry } from "../../../engine/flow/orchestrator/registry.ts";
import { deleteQueue, declareQueue } from "../../../engine/queue/declare/declare.ts";
import type { ConformanceCase } from "../environment.ts";
import { flowBench, says } from "./flow-bench.ts";
import { hoardFlow, napFlow, VOICE, NEVER_MS } from "./machines.ts";

const lanes = { kind: "priorities", levels: ["urgent", "normal"], order: "strict" } as const;

/** What holds at the server's limits, and of settings. */
export const GROWING: readonly ConformanceCase[] = [
  {
    id: "O-50",
    title: "O9, O10: an event that would make the record too big for the server makes the flow stuck, which says so",
    async run(env) {
      const bench = await flowBench(env, { maxAttempts: 3 });
      await bench.orchestrator("one", undefined, [hoardFlow()]);
      await bench.client.start("hoard", "big", {});
      const big = "x".repeat(300_000);
      for (let n = 1; n <= 3; n++) await bench.client.signal("big", { type: "KEEP", text: big }, `keep-${n}`);
      await bench.at("events").settlesAt({ stored: 0 });
      await bench.client.signal("big", { type: "KEEP", text: big }, "keep-4");
      expect((await bench.journal.until("flow-stuck")).reason).toContain("that the server accepts as one message");
      expect(await bench.journal.until("job-dead-lettered")).toMatchObject({ job: "keep-4", attempt: 1 });
      await bench.at("events").settlesAt({ stored: 0, deadLetters: 1 });
      expect(await bench.client.list({ status: "stuck" })).toMatchObject([{ flow: "big", parked: 0 }]);
      await bench.client.signal("big", { type: "DROP" });
      await bench.at("events").settlesAt({ stored: 0 });
      expect(await bench.client.query("big")).toMatchObject({
        status: "running",
        stuckBecause: null,
        context: { kept: [] },
      });
    },
  },
  {
    id: "O-51",
    title: "a flow of 20 KB with 70 events is archived, with the last of its history",
    async run(env) {
      const bench = await flowBench(env);
      await bench.orchestrator("one", undefined, [hoardFlow()]);
      await bench.client.start("hoard", "long", {});
      await bench.client.signal("long", { type: "KEEP", text: "x".repeat(20_000) });
      for (let n = 1; n <= 70; n++) await bench.client.signal("long", { type: "COUNT" }, `count-${n}`);
      await bench.client.signal("long", { type: "END" });
      await bench.journal.until("flow-ended");
      await bench.at("events").settlesAt({ stored: 0 });
      expect(await bench.client.archive("long")).toBe(true);
      const history = await bench.client.history("long");
      expect(history).toHaveLength(64);
      expect(history.at(-1)).toMatchObject({ status: "done" });
      expect(await bench.client.query("long")).toMatchObject({ archived: true, status: "done" });
    },
  },
  {
    id: "O-53",
    title: "a command reaches a service behind a queue with lanes, in the lane that its policy says",
    async run(env) {
      const bench = await flowBench(env);
      const queue = { ...bench.queue("loud"), lanes };
      await declareQueue(bench.jsm, queue);
      const lane = () => ({ priority: "urgent" }) as const;
      const say = { queue: { name: "loud", lanes }, lane, timeoutMs: NEVER_MS, tries: 1 };
      await bench.orchestrator("one", undefined, [napFlow({ commands: { say } })]);
      await bench.client.start("nap", "nap-1", { work: true });
      const subjects = async () =>
        (await bench.jsm.streams.info(`${env.namespace}-loud`, { subjects_filter: ">" })).state.subjects;
      await bench.journal.until("job-acked");
      expect(await subjects()).toEqual({ [`${env.namespace}.jobs.loud.urgent`]: 1 });
      await bench.voice(says("hello"), queue);
      await bench.journal.until("flow-ended");
      expect(await bench.client.query("nap-1")).toMatchObject({ output: { said: "hello" } });
    },
  },
  {
    id: "O-54",
    title: "O9: a flow whose command no queue takes is stuck, and says which queue; declared and resumed, it goes on",
    async run(env) {
      const bench = await flowBench(env, { maxAttempts: 1 });
      await deleteQueue(bench.jsm, bench.queue(VOICE));
      await bench.orchestrator("one");
      await bench.client.start("nap", "nap-1", { work: true });
      expect((await bench.journal.until("flow-stuck")).reason).toContain(`the server has no queue ${VOICE} for it`);
      await declareQueue(bench.jsm, bench.queue(VOICE));
      await bench.voice(says("hello"));
      await bench.client.resume("nap-1", "resume-1");
      await bench.journal.until("flow-ended");
    },
  },
  {
    id: "O-55",
    title: "a queue of events with lanes, and a queue of starts for a definition that nobody registered, are refused",
    async run(env) {
      const bench = await flowBench(env);
      const events = { ...bench.events, lanes };
      await expect(declareOrchestrator(bench.connection, events)).rejects.toThrow("it has lanes");
      const start = { queue: bench.queue("naps"), definition: "nop", read: () => ({ flow: "x", input: null }) };
      const options = { connection: bench.connection, clock: env.clock, registry: createRegistry([napFlow()]) };
      await expect(startOrchestrator({ ...options, events: bench.events, starts: [start] })).rejects.toThrow(
        "it starts flows of the definition nop, which is not registered; known are: nap",
      );
    },
  },
];
