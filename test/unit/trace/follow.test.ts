import { expect, test } from "vitest";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import { eventsAbout } from "../../../engine/trace/follow.ts";
import { requestFor, scenarioById } from "../../support/runs.ts";
import { delivery, doneBy, sent, traceOf, type Written } from "../../support/traces.ts";

async function about(id: string, name: string, variant?: string): Promise<string[]> {
  const { events } = await runVirtual(requestFor(scenarioById(id), variant === undefined ? {} : { variant }));
  return eventsAbout(events, name).map(({ actor, type }) => `${actor} ${type}`);
}

test("a job's story goes on in its answer's", async () => {
  const story = await about("correlation-id", "quote-4");
  expect(story[0]).toBe("web request-sent");
  expect(story).toContain("worker-4 reply-sent");
  expect(story).toContain("web reply-received");
  expect(story.filter((one) => one === "web job-acked")).toHaveLength(1);
});

test("an answer's story begins with its sending, and leaves out the question's", async () => {
  const story = await about("correlation-id", "reply-quote-4-1");
  expect(story[0]).toBe("worker-4 reply-sent");
  expect(story).not.toContain("web request-sent");
});

test("a request's story holds all its tries; a later try's its own, and the old answer that closed it", async () => {
  expect((await about("stale-reply", "order-1")).filter((one) => one === "web request-sent")).toHaveLength(2);
  const second = await about("stale-reply", "order-1-try-2");
  expect(second.filter((one) => one === "web request-sent")).toHaveLength(1);
  expect(second).toContain("web reply-stale");
  expect(second).toContain("web reply-duplicate");
});

test("with own ids the old answer is no part of the second try", async () => {
  expect(await about("stale-reply", "order-1-try-2", "own-ids")).not.toContain("web reply-stale");
});

test("who forgot the question is in the story, and that they came back to the answer", async () => {
  const story = await about("requester-crash", "order-1");
  expect(story.indexOf("web actor-crashed")).toBeGreaterThan(story.indexOf("web request-sent"));
  expect(story.indexOf("web actor-started")).toBeGreaterThan(story.indexOf("web actor-crashed"));
  expect(story.at(-2)).not.toBe("web actor-crashed");
});

test("a worker's crash belongs to what it held, not to what it had done or never had", () => {
  const held: Written = { type: "job-delivered", ...delivery("order-2"), deadline: 9_000, actor: "worker-1", at: 300 };
  const trace = traceOf([
    ...sent("order-1", 0),
    ...doneBy("worker-1", "order-1", 10),
    ...sent("order-2", 200),
    held,
    { type: "actor-crashed", role: "worker", by: "fault", detail: "", actor: "worker-1", at: 400 },
    { type: "actor-started", role: "worker", actor: "worker-1", incarnation: 2, at: 500 },
    ...sent("order-3", 600),
    ...doneBy("worker-1", "order-3", 700).map((event) =>
      event.actor === "outside" ? event : { ...event, incarnation: 2 },
    ),
  ]);
  const types = (name: string) => eventsAbout(trace, name).map(({ type }) => type);
  expect(types("order-1")).not.toContain("actor-crashed");
  expect(types("order-2").at(-1)).toBe("actor-crashed");
  expect(types("order-3")).not.toContain("actor-crashed");
  expect(types("order-3")).not.toContain("actor-started");
});

test("a pause counts while the paused one is at it", () => {
  const pause = (at: number): Written[] => [
    { type: "actor-paused", role: "worker", by: "fault", actor: "worker-1", at },
    { type: "actor-resumed", role: "worker", by: "fault", actor: "worker-1", at: at + 5 },
  ];
  const [delivered, started, ...rest] = doneBy("worker-1", "order-1", 10);
  if (!delivered || !started) throw new Error("a job that is done was delivered and started");
  const trace = traceOf([...pause(0), ...sent("order-1", 5), delivered, started, ...pause(20), ...rest]);
  expect(eventsAbout(trace, "order-1").filter(({ type }) => type === "actor-paused")).toHaveLength(1);
});

test("a flow's story holds what was commanded for it", () => {
  const step = { flow: "order-7", step: "charge", try: 1, actor: "coordinator" };
  const trace = traceOf([
    { type: "flow-started", flow: "order-7", design: "glue", actor: "coordinator" },
    { type: "step-commanded", queue: "payments", job: "order-7-charge", ...step, id: "c" },
    {
      type: "job-sent",
      queue: "payments",
      job: "order-7-charge",
      payload: null,
      cause: "c",
      id: "s",
      actor: "coordinator",
    },
    {
      type: "job-stored",
      queue: "payments",
      job: "order-7-charge",
      streamSequence: 1,
      cause: "s",
      actor: "coordinator",
    },
    { type: "job-sent", queue: "payments", job: "order-8-charge", payload: null, actor: "coordinator" },
  ]);
  expect(eventsAbout(trace, "order-7").map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  expect(eventsAbout(trace, "order-7-charge").map(({ seq }) => seq)).toEqual([2, 3, 4]);
});

test("a name that the trace does not know has no story", async () => {
  expect(await about("correlation-id", "quote-11")).toEqual([]);
});
