import { expect } from "vitest";
import { namesOf } from "../../../engine/queue/names.ts";
import type { EngineFailure } from "../../../engine/kernel/engine-failure.ts";
import { UnrecoverableError } from "../../../engine/queue/errors.ts";
import { sendJob } from "../../../engine/queue/send/send.ts";
import type { ConformanceCase, Environment } from "../environment.ts";
import { heldService, PATIENT_MS, replyBench, type ReplyBench } from "../reply-bench.ts";

const PATIENT = { timeoutMs: PATIENT_MS } as const;
const MEGABYTE = 1_048_576;

/** A request whose reply queue dies while the service works on it; a second one whose requester lives. */
async function inboxDies(env: Environment, kill: (bench: ReplyBench) => Promise<unknown>) {
  const bench = await replyBench(env);
  const held = heldService();
  const told: EngineFailure[] = [];
  const onError = (failure: EngineFailure) => void told.push(failure);
  await bench.service("worker", held.service, { onError });
  const web = await bench.requester("web");
  void bench.ask(web, "ask-1", PATIENT);
  await bench.journal.until("job-started");
  await web.stop();
  await kill(bench);
  held.of("ask-1").open();
  held.of("ask-2").open();
  const replies = await bench.replyQueue("app-replies");
  const app = await bench.requester("app", { replies });
  expect(await bench.ask(app, "ask-2", PATIENT)).toMatchObject({ outcome: "answered" });
  await bench.requests.settlesAt({ stored: 0, inFlight: 0, deadLetters: 0 });
  expect(held.runs).toEqual(["ask-1 1", "ask-2 1"]);
  expect(told.map(({ where, step, retryInMs }) => [where, step, retryInMs])).toEqual([
    ["queue jobs, job ask-1", "send its answer to web-replies", null],
  ]);
  expect(bench.journal.of("engine-step-failed")).toHaveLength(1);
}

/** RS4: what becomes of the work when its answer has nowhere to go. */
export const DEAD_INBOXES: readonly ConformanceCase[] = [
  {
    id: "R-40",
    title: "RS4: a reply queue that is gone is reported; the work is done once and its worker goes on at once",
    run: (env) => inboxDies(env, ({ replies }) => replies.jsm.streams.delete(namesOf(replies.queue).stream)),
  },
  {
    id: "R-41",
    title: "RS4: a reply queue that is full is reported, and the work is done once",
    run: (env) =>
      inboxDies(env, ({ replies }) => {
        const full = { max_msgs: 1, max_bytes: 1, discard: "new" } as const;
        return replies.jsm.streams.update(namesOf(replies.queue).stream, full);
      }),
  },
  {
    id: "R-42",
    title: "RS4: a requester is told of an answer that is too large; the work is done once",
    async run(env) {
      const bench = await replyBench(env);
      const told: EngineFailure[] = [];
      const runs: string[] = [];
      const service = (job: { readonly id: string }) => {
        runs.push(job.id);
        return Promise.resolve("x".repeat(MEGABYTE));
      };
      await bench.service("worker", service, { onError: (failure) => void told.push(failure) });
      const web = await bench.requester("web");
      const answer = await bench.ask(web, "ask-1", { ...PATIENT, tries: 3 });
      expect(answer).toMatchObject({ outcome: "failed", tries: 1 });
      expect(answer.outcome === "failed" && answer.reason).toContain("its answer cannot be sent");
      await bench.requests.settlesAt({ stored: 0, inFlight: 0, deadLetters: 0 });
      expect([runs, told.length]).toEqual([["ask-1"], 1]);
    },
  },
  {
    id: "R-43",
    title: "a job that fails for good leaves its queue although nobody can be told: its reply queue is gone",
    async run(env) {
      const bench = await replyBench(env);
      const told: EngineFailure[] = [];
      const runs: string[] = [];
      await bench.replies.jsm.streams.delete(namesOf(bench.replies.queue).stream);
      const { replies, requests } = bench;
      const headers = { "Ackademy-Reply-To": replies.queue.name, "Ackademy-Correlation": "ask-1" };
      await sendJob(requests.js, requests.queue, { id: "ask-1", payload: null, headers });
      const service = (job: { readonly id: string }) => {
        runs.push(job.id);
        return Promise.reject(new UnrecoverableError("no such card"));
      };
      await bench.service("worker", service, { onError: (failure) => void told.push(failure) });
      await bench.requests.settlesAt({ stored: 0, inFlight: 0, deadLetters: 1 });
      expect(runs).toEqual(["ask-1"]);
      expect(told.map(({ step }) => step)).toEqual(["tell web-replies how it ended (dead)"]);
    },
  },
];
