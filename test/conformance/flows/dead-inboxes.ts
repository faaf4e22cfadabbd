import { expect } from "vitest";
import { orchestratorNames } from "../../../engine/flow/orchestrator/names.ts";
import type { EngineFailure } from "../../../engine/kernel/engine-failure.ts";
import { namesOf } from "../../../engine/queue/names.ts";
import { declareQueue } from "../../../engine/queue/declare/declare.ts";
import { declareOrchestrator } from "../../../engine/flow/orchestrator/declare.ts";
import { LONG_MS } from "../bench.ts";
import type { ConformanceCase } from "../environment.ts";
import { flowBench, says } from "./flow-bench.ts";
import { napFlow } from "./machines.ts";

const PATIENT = { timeoutMs: LONG_MS } as const;

/** What becomes of a flow whose answer has nowhere to go, or nobody to go to. */
export const DEAD_INBOXES: readonly ConformanceCase[] = [
  {
    id: "O-60",
    title: "a start that is refused because another kind of flow has its id tells whoever asked, at once",
    async run(env) {
      const bench = await flowBench(env);
      await bench.orchestrator("one", undefined, [napFlow(), napFlow({ name: "walk" })]);
      await bench.voice(says("hello"));
      await bench.client.start("nap", "shared", { work: true });
      await bench.journal.until("flow-ended");
      const shop = await bench.requester();
      const refused = { outcome: "failed", tries: 1, reason: expect.stringContaining("cannot have the same id") };
      const asked = { nap: "shared", work: true };
      expect(await shop.request("naps", "ask-1", asked, { ...PATIENT, tries: 3 })).toMatchObject(refused);
      // From the archive as well.
      expect(await bench.client.archive("shared")).toBe(true);
      expect(await shop.request("naps", "ask-2", asked, { ...PATIENT, tries: 3 })).toMatchObject(refused);
      expect(bench.journal.of("flow-started")).toHaveLength(1);
    },
  },
  {
    id: "O-61",
    title: "O8: a reply queue that is gone is reported; its flow ends, is handled once, and others are answered",
    async run(env) {
      const bench = await flowBench(env, { maxAttempts: 2 });
      const told: EngineFailure[] = [];
      await bench.orchestrator("one", undefined, undefined, (failure) => void told.push(failure));
      const shop = await bench.requester();
      void shop.request("naps", "ask-1", { nap: "nap-1", work: true }, PATIENT);
      await bench.reaches("nap-1", "working");
      await shop.stop();
      const { stream } = namesOf(bench.queue("shop-replies"));
      await bench.jsm.streams.delete(stream);
      await bench.voice(says("hello"));
      await bench.journal.until("flow-ended");
      await bench.at("events").settlesAt({ stored: 0, deadLetters: 0 });
      expect(await bench.client.query("nap-1")).toMatchObject({ status: "done", parked: 0, output: { said: "hello" } });
      expect(told.map(({ step, retryInMs }) => [step, retryInMs])).toEqual([["send its answer to shop-replies", null]]);
      expect(
        bench.journal.of("job-delivered").filter(({ queue, attempt }) => queue === "events" && attempt > 1),
      ).toEqual([]);
      await declareQueue(bench.jsm, bench.queue("shop-replies"));
      const next = await bench.requester();
      const answer = { outcome: "answered", result: { pokes: 0, said: "hello" } };
      expect(await next.request("naps", "ask-2", { nap: "nap-1", work: true }, PATIENT)).toMatchObject(answer);
    },
  },
  {
    id: "O-62",
    title: "the stores of an orchestrator are kept as its queue of events is: in memory, or in as many copies",
    async run(env) {
      const bench = await flowBench(env);
      const events = { ...bench.queue("volatile"), storage: "memory" } as const;
      await declareQueue(bench.jsm, events);
      await declareOrchestrator(bench.connection, events);
      const storages = [];
      for (const stream of orchestratorNames(events).streams) {
        storages.push((await bench.jsm.streams.info(stream)).config.storage);
      }
      expect(storages).toEqual(["memory", "memory", "memory", "memory"]);
      // One server has no room for three copies: it is asked for them.
      const copied = { ...bench.queue("copied"), replicas: 3 } as const;
      await expect(declareOrchestrator(bench.connection, copied)).rejects.toThrow("so it can store only 1 copy");
    },
  },
];
