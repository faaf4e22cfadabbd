import { expect } from "vitest";
import { TerminateError, UnrecoverableError } from "../../../engine/queue/errors.ts";
import { ACK_WAIT_MS, serverTimePasses, whenQuick } from "../bench.ts";
import type { ConformanceCase } from "../environment.ts";
import type { Journal } from "../journal.ts";
import { answersAtOnce, diesAt, heldService, PATIENT_MS, replyBench } from "../reply-bench.ts";

const PATIENT = { timeoutMs: PATIENT_MS } as const;

const repliesSent = (journal: Journal) => journal.of("reply-sent").map(({ worker, attempt }) => [worker, attempt]);
/** The replies that the server has stored, by their message ids. */
const repliesStored = (journal: Journal) =>
  journal.of("job-stored").flatMap(({ queue, job }) => (queue === "web-replies" ? [job] : []));

/** What crashes, absence and lateness make of answers. */
export const LOST_ANSWERS: readonly ConformanceCase[] = [
  {
    id: "R-20",
    title: "RS3: a worker that dies after its answer and before its ack is the reason for a second one (duplicate)",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const bench = await replyBench(env, ackWaitMs);
      await bench.service("dying", answersAtOnce, { onPoint: diesAt("before-ack") });
      const web = await bench.requester("web");
      expect(await bench.ask(web, "ask-1", PATIENT)).toMatchObject({ outcome: "answered" });
      await bench.service("other", answersAtOnce);
      expect(await bench.journal.until("reply-duplicate")).toMatchObject({ request: "ask-1", correlation: "ask-1" });
      // Its ack comes after its reply is stored: from here on both have been heard of.
      await bench.journal.until("job-acked", 1, "ask-1");
      expect(repliesSent(bench.journal)).toEqual([
        ["dying", 1],
        ["other", 2],
      ]);
      expect(repliesStored(bench.journal)).toEqual(["reply-ask-1-1", "reply-ask-1-2"]);
      expect(bench.journal.of("reply-received")).toHaveLength(1);
      await bench.requests.settlesAt({ stored: 0, inFlight: 0 });
      await bench.replies.settlesAt({ stored: 0, inFlight: 0 });
    }),
  },
  {
    id: "R-21",
    title: "before-ack: a worker that dies before it answers repeats the work, and the answer comes once",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const bench = await replyBench(env, ackWaitMs);
      const held = heldService();
      held.of("ask-1").open();
      await bench.service("dying", held.service, { reply: "before-ack", onPoint: diesAt("before-reply") });
      const web = await bench.requester("web");
      const asked = bench.ask(web, "ask-1", PATIENT);
      await bench.journal.until("job-started");
      await bench.service("other", held.service, { reply: "before-ack" });
      expect(await asked).toEqual({ outcome: "answered", result: { did: "ask-1" }, tries: 1 });
      await bench.requests.settlesAt({ stored: 0, inFlight: 0 });
      expect(held.runs).toEqual(["ask-1 1", "ask-1 2"]);
      expect(repliesSent(bench.journal)).toEqual([["other", 2]]);
      expect(bench.journal.of("reply-duplicate")).toEqual([]);
    }),
  },
  {
    id: "R-22",
    title: "after-ack: a worker that dies before it answers has lost the answer; the work is done once",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const bench = await replyBench(env, ackWaitMs);
      const held = heldService();
      held.of("ask-1").open();
      await bench.service("dying", held.service, { reply: "after-ack", onPoint: diesAt("before-reply") });
      const web = await bench.requester("web");
      const asked = bench.ask(web, "ask-1", { timeoutMs: 1.5 * ackWaitMs });
      await bench.journal.until("job-acked");
      await bench.service("other", held.service, { reply: "after-ack" });
      expect(await asked).toEqual({ outcome: "timed-out", tries: 1 });
      await serverTimePasses(env, ackWaitMs + 100);
      expect(held.runs).toEqual(["ask-1 1"]);
      expect([repliesSent(bench.journal), repliesStored(bench.journal)]).toEqual([[], []]);
      await bench.requests.settlesAt({ stored: 0, inFlight: 0 });
    }),
  },
  {
    id: "R-23",
    title: "after-ack: while nobody dies the answer comes, after the ack is confirmed",
    async run(env) {
      const bench = await replyBench(env);
      await bench.service("worker", answersAtOnce, { reply: "after-ack" });
      const web = await bench.requester("web");
      expect(await bench.ask(web, "ask-1", PATIENT)).toMatchObject({ outcome: "answered" });
      const [[acked], [sent]] = [bench.journal.of("job-acked", "ask-1"), bench.journal.of("reply-sent")];
      expect(sent?.at).toBeGreaterThanOrEqual(acked?.at ?? Infinity);
    },
  },
  {
    id: "R-24",
    title: "a service that fails answers nobody; the try that succeeds does, once",
    async run(env) {
      const bench = await replyBench(env);
      await bench.service("worker", (job, run) =>
        job.attempt === 1 ? Promise.reject(new Error("busy")) : answersAtOnce(job, run),
      );
      const web = await bench.requester("web");
      expect(await bench.ask(web, "ask-1", PATIENT)).toMatchObject({ outcome: "answered", tries: 1 });
      expect(repliesSent(bench.journal)).toEqual([["worker", 2]]);
      expect(bench.journal.of("job-failed")).toHaveLength(1);
    },
  },
  {
    id: "R-25",
    title: "RS2: a request that is taken after its deadline is recorded as expired, acknowledged and not worked on",
    async run(env) {
      const bench = await replyBench(env);
      const held = heldService();
      for (const job of ["ask-1", "ask-2", "ask-3"]) held.of(job).open();
      const web = await bench.requester("web");
      const hasty = { timeoutMs: 100 };
      // No service yet: the caller has left before anybody takes its request.
      await bench.ask(web, "ask-1", { ...hasty, withDeadline: true });
      const [asked] = bench.journal.of("request-sent");
      await bench.ask(web, "ask-2", hasty);
      await bench.service("worker", held.service);
      const expired = await bench.journal.until("job-expired");
      expect([expired.job, expired.attempt]).toEqual(["ask-1", 1]);
      // The deadline is kept by the server's clock, which both sides have looked at from afar.
      const differenceMs = Math.abs(expired.deadline - (asked?.waitsUntil ?? 0));
      expect(differenceMs).toBeLessThanOrEqual(env.isExact ? 0 : env.lateMs);
      // Without a deadline the work is done for a caller who has left.
      expect(await bench.journal.until("reply-late")).toMatchObject({ request: "ask-2" });
      // And with one that has not passed it is done like any other.
      expect(await bench.ask(web, "ask-3", { ...PATIENT, withDeadline: true })).toMatchObject({ outcome: "answered" });
      await bench.requests.settlesAt({ stored: 0, inFlight: 0, deadLetters: 0 });
      expect(held.runs).toEqual(["ask-2 1", "ask-3 1"]);
      expect(repliesSent(bench.journal)).toHaveLength(2);
    },
  },
  {
    id: "R-30",
    title: "RQ2: a request whose job ends as a dead letter, or is terminated, fails at once and is not tried again",
    async run(env) {
      const bench = await replyBench(env);
      const web = await bench.requester("web");
      await bench.service("worker", (job) => {
        if (job.id === "ask-1") throw new UnrecoverableError("no such card");
        throw new TerminateError("not today");
      });
      const patient = { ...PATIENT, tries: 3 };
      const failed = (reason: string) => ({ outcome: "failed", reason, tries: 1 });
      expect(await bench.ask(web, "ask-1", patient)).toEqual(failed("no such card"));
      expect(await bench.ask(web, "ask-2", patient)).toEqual(failed("not today"));
      expect(bench.journal.of("reply-received").map(({ request, failed: why }) => [request, why])).toEqual([
        ["ask-1", "no such card"],
        ["ask-2", "not today"],
      ]);
      await bench.requests.settlesAt({ stored: 0, deadLetters: 1 });
      await bench.replies.settlesAt({ stored: 0, inFlight: 0 });
    },
  },
  {
    id: "R-29",
    title: "RS2: a deadline is kept by the server's clock: requester and service count time from different zeros",
    async run(env) {
      const bench = await replyBench(env);
      const held = heldService();
      for (const job of ["ask-1", "ask-2"]) held.of(job).open();
      const web = await bench.requester("web");
      const started = await bench.service("started-long-ago", held.service, { clockAheadMs: 3_600_000 });
      expect(await bench.ask(web, "ask-1", { ...PATIENT, withDeadline: true })).toMatchObject({ outcome: "answered" });
      await started.stop();
      await bench.ask(web, "ask-2", { timeoutMs: 100, withDeadline: true });
      await bench.service("started-just-now", held.service, { clockAheadMs: -3_600_000 });
      expect(await bench.journal.until("job-expired")).toMatchObject({ job: "ask-2" });
      expect(held.runs).toEqual(["ask-1 1"]);
    },
  },
  {
    id: "R-26",
    title: "PT3: to a new process on the same reply queue the answer to the old one's request is an orphan",
    async run(env) {
      const bench = await replyBench(env);
      const held = heldService();
      await bench.service("worker", held.service);
      const old = await bench.requester("web-1");
      void bench.ask(old, "ask-1", { timeoutMs: PATIENT_MS });
      await bench.journal.until("job-started");
      await old.stop();
      await bench.requester("web-2");
      held.of("ask-1").open();
      expect(await bench.journal.until("reply-orphaned")).toMatchObject({
        worker: "web-2",
        request: "ask-1",
        correlation: "ask-1",
      });
      expect(bench.journal.of("reply-received")).toEqual([]);
      await bench.replies.settlesAt({ stored: 0, inFlight: 0 });
    },
  },
  {
    id: "R-27",
    title: "an answer waits in the reply queue while nobody listens, and closes its request then",
    async run(env) {
      const bench = await replyBench(env);
      const held = heldService();
      await bench.service("worker", held.service);
      const web = await bench.requester("web");
      const asked = bench.ask(web, "ask-1", PATIENT);
      await bench.journal.until("job-started");
      await web.stop();
      held.of("ask-1").open();
      await bench.journal.until("job-acked", 1, "ask-1");
      await bench.replies.settlesAt({ stored: 1, waiting: 1, inFlight: 0 });
      await web.listen();
      expect(await asked).toEqual({ outcome: "answered", result: { did: "ask-1" }, tries: 1 });
      await bench.replies.settlesAt({ stored: 0, inFlight: 0 });
    },
  },
  {
    id: "R-28",
    title: "RQ2: an answer that is delivered twice closes its request once",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const bench = await replyBench(env, ackWaitMs);
      const worker = await bench.service("worker", answersAtOnce);
      let passes = 0;
      // The listener hangs before the first ack: the reply queue gives the answer out again, to the same process.
      const hangsOnce = (point: string) =>
        point === "before-ack" && ++passes === 1 ? new Promise<void>(() => {}) : Promise.resolve();
      const web = await bench.requester("web", { onPoint: hangsOnce });
      expect(await bench.ask(web, "ask-1", PATIENT)).toMatchObject({ outcome: "answered" });
      expect(await bench.journal.until("reply-duplicate")).toMatchObject({ worker: "web", request: "ask-1" });
      expect(repliesStored(bench.journal)).toEqual(["reply-ask-1-1"]);
      expect(bench.journal.of("job-delivered", "reply-ask-1-1").map(({ attempt }) => attempt)).toEqual([1, 2]);
      await bench.replies.settlesAt({ stored: 0, inFlight: 0 });
      await worker.stop();
    }),
  },
  {
    id: "R-31",
    title:
      "RQ5: a second process at one reply queue is refused; one that takes the place of a stopped or killed one is not",
    run: whenQuick(ACK_WAIT_MS, async (env) => {
      const bench = await replyBench(env);
      await bench.service("worker", answersAtOnce);
      const first = await bench.requester("web-1");
      // Its answer has come: from here on it waits for the next one.
      await bench.ask(first, "ask-1", PATIENT);
      await expect(bench.requester("web-2")).rejects.toThrow("another process already waits for its jobs");
      expect(await bench.ask(first, "ask-2", PATIENT)).toMatchObject({ outcome: "answered" });
      await first.stop();
      const connection = await env.connect("web-3");
      const killed = await bench.requester("web-3", {}, connection);
      expect(await bench.ask(killed, "ask-3", PATIENT)).toMatchObject({ outcome: "answered" });
      await connection.close();
      const last = await bench.requester("web-4");
      expect(await bench.ask(last, "ask-4", PATIENT)).toMatchObject({ outcome: "answered" });
    }),
  },
];
