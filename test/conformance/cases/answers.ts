import { expect } from "vitest";
import { whenQuick } from "../bench.ts";
import { BadInputError } from "../../../engine/kernel/errors.ts";
import { sendJob } from "../../../engine/queue/send/send.ts";
import type { ConformanceCase } from "../environment.ts";
import { answersAtOnce, heldService, PATIENT_MS, replyBench, TIMEOUT_MS } from "../reply-bench.ts";

const PATIENT = { timeoutMs: PATIENT_MS } as const;

/** Which answer belongs to which question. */
export const ANSWERS: readonly ConformanceCase[] = [
  {
    id: "R-01",
    title: "RQ1: each answer finds its request, also when they come in another order",
    async run(env) {
      const bench = await replyBench(env);
      const held = heldService();
      await bench.service("worker", held.service, { concurrency: 3 });
      const web = await bench.requester("web");
      const asked = ["ask-1", "ask-2", "ask-3"].map((request) => bench.ask(web, request, PATIENT));
      await bench.journal.until("job-started", 3);
      for (const [n, request] of ["ask-3", "ask-1", "ask-2"].entries()) {
        held.of(request).open();
        expect((await bench.journal.until("reply-received", n + 1)).request).toBe(request);
      }
      expect(await Promise.all(asked)).toEqual(
        ["ask-1", "ask-2", "ask-3"].map((did) => ({ outcome: "answered", result: { did }, tries: 1 })),
      );
      await bench.replies.settlesAt({ stored: 0, inFlight: 0 });
      await bench.requests.settlesAt({ stored: 0, inFlight: 0 });
    },
  },
  {
    id: "R-02",
    title: "RQ2, RQ3: a request that timed out stays so; its answer is recorded as late, and acknowledged",
    async run(env) {
      const bench = await replyBench(env);
      const held = heldService();
      await bench.service("worker", held.service);
      const web = await bench.requester("web");
      const askedAt = env.clock.now();
      expect(await bench.ask(web, "ask-1", { timeoutMs: 100 })).toEqual({ outcome: "timed-out", tries: 1 });
      const [timedOut] = bench.journal.of("request-timed-out");
      expect((timedOut?.at ?? 0) - askedAt).toBeGreaterThanOrEqual(100 - env.earlyMs);
      held.of("ask-1").open();
      expect(await bench.journal.until("reply-late")).toMatchObject({ request: "ask-1", correlation: "ask-1", try: 1 });
      await bench.replies.settlesAt({ stored: 0, inFlight: 0 });
      expect(bench.journal.of("reply-received")).toEqual([]);
    },
  },
  {
    id: "R-03",
    title: "PT1: under a correlation id that is used again, the first try's answer closes the second (stale)",
    run: whenQuick(TIMEOUT_MS, async (env, timeoutMs) => {
      const bench = await replyBench(env);
      const held = heldService();
      await bench.service("worker", held.service, { concurrency: 2 });
      const web = await bench.requester("web", { correlation: "reused" });
      const asked = bench.ask(web, "ask-1", { timeoutMs, tries: 2 });
      await bench.journal.until("request-sent", 2);
      held.of("ask-1").open();
      expect(await bench.journal.until("reply-stale")).toMatchObject({
        request: "ask-1",
        correlation: "ask-1",
        try: 1,
      });
      expect(await asked).toEqual({ outcome: "answered", result: { did: "ask-1" }, tries: 2 });
      held.of("ask-1-try-2").open();
      expect(await bench.journal.until("reply-duplicate")).toMatchObject({ request: "ask-1", try: 2 });
      await bench.replies.settlesAt({ stored: 0, inFlight: 0 });
      expect(bench.journal.of("reply-received")).toEqual([]);
    }),
  },
  {
    id: "R-04",
    title: "RQ1: with an id for each try the first one's answer is late, and the second gets its own",
    run: whenQuick(TIMEOUT_MS, async (env, timeoutMs) => {
      const bench = await replyBench(env);
      const held = heldService();
      await bench.service("worker", held.service, { concurrency: 2 });
      const web = await bench.requester("web", { correlation: "per-try" });
      const asked = bench.ask(web, "ask-1", { timeoutMs, tries: 2 });
      await bench.journal.until("request-sent", 2);
      held.of("ask-1").open();
      expect(await bench.journal.until("reply-late")).toMatchObject({ request: "ask-1", correlation: "ask-1", try: 1 });
      held.of("ask-1-try-2").open();
      expect(await asked).toEqual({ outcome: "answered", result: { did: "ask-1-try-2" }, tries: 2 });
      const sent = bench.journal.of("request-sent").map(({ correlation, try: n }) => [correlation, n]);
      expect(sent).toEqual([
        ["ask-1", 1],
        ["ask-1-try-2", 2],
      ]);
      expect(bench.journal.of("reply-stale")).toEqual([]);
      await bench.replies.settlesAt({ stored: 0, inFlight: 0 });
    }),
  },
  {
    id: "R-05",
    title: "RQ2: a request whose last try has timed out ends, after as many tries as it was given",
    async run(env) {
      const bench = await replyBench(env);
      const web = await bench.requester("web");
      const ended = await bench.ask(web, "ask-1", { timeoutMs: 50, tries: 3 });
      expect(ended).toEqual({ outcome: "timed-out", tries: 3 });
      expect(bench.journal.of("request-timed-out").map((event) => event.try)).toEqual([1, 2, 3]);
      await bench.requests.settlesAt({ stored: 3 });
    },
  },
  {
    id: "R-06",
    title: "answers go to the reply queue of who asked, and to nobody else's",
    async run(env) {
      const bench = await replyBench(env);
      const web = await bench.requester("web");
      const app = await bench.requester("app", { replies: await bench.replyQueue("app-replies") });
      await bench.service("worker", answersAtOnce);
      const answers = await Promise.all([bench.ask(web, "web-1", PATIENT), bench.ask(app, "app-1", PATIENT)]);
      expect(answers.map((answer) => answer.outcome === "answered" && answer.result)).toEqual([
        { did: "web-1" },
        { did: "app-1" },
      ]);
      const received = bench.journal
        .of("reply-received")
        .map(({ worker, replyTo, request }) => `${worker} ${replyTo} ${request}`);
      expect(received.sort()).toEqual(["app app-replies app-1", "web web-replies web-1"]);
    },
  },
  {
    id: "R-07",
    title: "RS1: a job without a return address is done and answered to nobody",
    async run(env) {
      const bench = await replyBench(env);
      const held = heldService();
      held.of("job-1").open();
      await bench.service("worker", held.service);
      await bench.requests.send(1);
      await bench.journal.until("job-acked");
      expect(held.runs).toEqual(["job-1 1"]);
      expect(bench.journal.of("reply-sent")).toEqual([]);
      await bench.requests.settlesAt({ stored: 0 });
      await bench.replies.settlesAt({ stored: 0 });
    },
  },
  {
    id: "R-08",
    title: "PT2: a message in the reply queue that says nothing of a request is an orphan, and acknowledged",
    async run(env) {
      const bench = await replyBench(env);
      await bench.requester("web");
      await sendJob(bench.replies.js, bench.replies.queue, { id: "stray", payload: null });
      expect(await bench.journal.until("reply-orphaned")).toMatchObject({
        correlation: "none",
        replyTo: "web-replies",
      });
      await bench.replies.settlesAt({ stored: 0, inFlight: 0 });
    },
  },
  {
    id: "R-09",
    title:
      "RQ4: a requester that is started again and asks under its old id is answered, within the duplicate window too",
    async run(env) {
      const bench = await replyBench(env);
      const runs: string[] = [];
      await bench.service("worker", (job) => Promise.resolve({ did: runs.push(job.id) }));
      const old = await bench.requester("web-1");
      expect(await bench.ask(old, "ask-1", PATIENT)).toMatchObject({ result: { did: 1 } });
      // The same process asks again, and then one that was started in its place.
      expect(await bench.ask(old, "ask-1", PATIENT)).toMatchObject({ result: { did: 2 } });
      await old.stop();
      const restarted = await bench.requester("web-2");
      expect(await bench.ask(restarted, "ask-1", PATIENT)).toMatchObject({ result: { did: 3 } });
      expect(runs).toEqual(["ask-1", "ask-1", "ask-1"]);
      await bench.replies.settlesAt({ stored: 0, inFlight: 0 });
    },
  },
  {
    id: "R-10",
    title: "RQ4: two calls under one id at once are two requests: one that times out does not end the other",
    async run(env) {
      const bench = await replyBench(env);
      const held = heldService();
      await bench.service("worker", held.service, { concurrency: 2 });
      const web = await bench.requester("web");
      const hasty = bench.ask(web, "ask-1", { timeoutMs: 100 });
      const patient = bench.ask(web, "ask-1", PATIENT);
      expect(await hasty).toEqual({ outcome: "timed-out", tries: 1 });
      held.of("ask-1").open();
      expect(await patient).toEqual({ outcome: "answered", result: { did: "ask-1" }, tries: 1 });
      expect(await bench.journal.until("reply-late")).toMatchObject({ request: "ask-1" });
      await bench.replies.settlesAt({ stored: 0, inFlight: 0 });
    },
  },
  {
    id: "R-11",
    title: "RQ2: a queue that does not exist takes no longer than the timeout; a payload that is too large is refused",
    async run(env) {
      const bench = await replyBench(env);
      const web = await bench.requester("web");
      const askedAt = env.clock.now();
      const hasty = { timeoutMs: 200, tries: 2 };
      expect(await web.request("not-declared", "ask-1", null, hasty)).toEqual({ outcome: "timed-out", tries: 2 });
      expect(env.clock.now() - askedAt).toBeLessThan(400 + (env.isExact ? 10 : 10_000 + env.measuredLateMs));
      await expect(web.request("jobs", "ask-2", "x".repeat(1_048_576), PATIENT)).rejects.toThrow(BadInputError);
    },
  },
];
