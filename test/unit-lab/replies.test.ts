import { describe, expect, test } from "vitest";
import type { ScenarioSource } from "../../engine/scenario/schema.ts";
import { jobLife } from "../../lab/src/stage/job-life.ts";
import { marks } from "../../lab/src/panels/time-machine/marks.ts";
import { stageAt } from "../../lab/src/stage/stage.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import { runOf } from "../../lab/src/session/run-of.ts";
import { requestOf, writtenSetup } from "../../lab/src/session/run-setup.ts";
import type { Run } from "../../lab/src/session/types.ts";
import type { RequesterView } from "../../lab/src/stage/requester/types.ts";
import { SCENARIO_SOURCES } from "../../scenarios/index.ts";

async function ran(id: string, variant?: string): Promise<Run> {
  const source = SCENARIO_SOURCES.find((one) => one.id === id) as ScenarioSource;
  const scenario = await localRunner.check(source, id);
  const written = requestOf(scenario, writtenSetup(scenario));
  const request = variant === undefined ? written : { ...written, variant };
  return runOf(0, request, await localRunner.run(request));
}

const web = ({ index }: Run, atMs: number) => stageAt(index, atMs).requesters[0] as RequesterView;
const table = (view: RequesterView) => view.pending.map((row) => `${row.request} ${row.try} ${row.state}`);
const first = ({ outcome }: Run, type: string, request?: string) => {
  const event = outcome.events.find(
    (one) => one.type === type && (!request || ("request" in one && one.request === request)),
  );
  if (!event) throw new Error(`no ${type} in this run`);
  return event;
};

describe("a question and its answer", async () => {
  const run = await ran("correlation-id");
  const { index } = run;

  test("the way is a round: who asks, queue, workers, reply queue, who asks", () => {
    const ways = index.topology.edges.map(({ from, to, kind }) => `${kind}: ${from} → ${to}`);
    expect(ways).toContain("send: requester:web → queue:quotes");
    expect(ways).toContain("reply: worker:worker-1 → queue:web-replies");
    expect(ways).toContain("return: queue:web-replies → requester:web");
    expect(index.topology.nodes.map(({ id }) => id)).not.toContain("dead-letters:web-replies");
  });

  test("the answer travels as a reply to the reply queue and on to who asked; its ack goes back", () => {
    const sent = first(run, "reply-sent", "quote-4").at;
    const at = (ms: number) =>
      stageAt(index, sent + ms)
        .tokens.filter(({ job }) => job === "reply-quote-4-1")
        .map(({ kind, edge, reverse }) => ({ kind, edge, reverse }));
    expect(at(50)).toEqual([{ kind: "reply", edge: "worker:worker-4>queue:web-replies", reverse: false }]);
    expect(at(150)).toEqual([{ kind: "reply", edge: "queue:web-replies>requester:web", reverse: false }]);
    expect(at(250)).toEqual([{ kind: "ack", edge: "queue:web-replies>requester:web", reverse: true }]);
  });

  test("what it waits for shrinks with each answer", () => {
    const answered = first(run, "reply-received", "quote-4").at;
    const asked = run.outcome.events.filter(({ type, at }) => type === "request-sent" && at < answered).length;
    const before = web(run, answered - 1);
    expect(before).toMatchObject({ asked, total: 10, waiting: asked - before.answered });
    expect(web(run, answered)).toMatchObject({
      waiting: before.waiting - 1,
      answered: before.answered + 1,
      state: "working",
    });
    expect(table(web(run, answered))).toContain("quote-4 1 answered");
  });

  test("a request's life goes on in its answer's", () => {
    const life = jobLife(index, "quote-4").map(({ text }) => text);
    expect(life[0]).toBe("sent by web, which waits for the answer until 00:21.240");
    expect(life).toContain("worker-4 sent the answer to web-replies");
    expect(life.indexOf("the answer is stored in web-replies")).toBeGreaterThan(
      life.indexOf("worker-4 sent the answer to web-replies"),
    );
    expect(life.indexOf("web received the answer")).toBeGreaterThan(
      life.indexOf("the answer is stored in web-replies"),
    );
    expect(jobLife(index, "reply-quote-4-1")[0]?.text).toBe("sent by worker-4 as the answer to quote-4");
  });

  test("each question is one tick and each answer one, whatever jobs carry them", () => {
    const count = (kind: string) => marks(index).ticks.filter((tick) => tick.kind === kind).length;
    expect([count("asked"), count("answered"), count("sent"), count("done")]).toEqual([10, 10, 0, 10]);
  });
});

describe("the table dies with its process", async () => {
  const run = await ran("requester-crash");
  const crash = first(run, "actor-crashed").at;
  const orphan = first(run, "reply-orphaned").at;
  const lastOrphan = Math.max(
    ...run.outcome.events.filter(({ type }) => type === "reply-orphaned").map(({ at }) => at),
  );

  test("before: three wait; dead: no table, three forgotten; again: an empty one", () => {
    expect(table(web(run, crash - 1))).toEqual(["order-1 1 waiting", "order-2 1 waiting", "order-3 1 waiting"]);
    expect(web(run, crash)).toMatchObject({ state: "crashed", crashedAt: crash, waiting: 0, pending: [] });
    expect(web(run, crash).forgotten.map(({ request }) => request)).toEqual(["order-1", "order-2", "order-3"]);
    expect(web(run, orphan - 1)).toMatchObject({ state: "idle", incarnation: 2, pending: [] });
  });

  test("what comes afterwards is an orphan, in the table and as a flag", () => {
    expect(table(web(run, lastOrphan))).toEqual(["order-1 1 orphan", "order-2 1 orphan", "order-3 1 orphan"]);
    expect(marks(run.index).flags.filter(({ kind }) => kind === "stray")).toHaveLength(3);
    const life = jobLife(run.index, "order-1").map(({ text }) => text);
    expect(life).toContain("web crashed and forgot this request");
    expect(life.at(-1)).toBe("web has no request for this answer");
  });
});

describe("tries", async () => {
  const run = await ran("stale-reply");

  test("with one id for all, the old answer closes the second try", () => {
    const at = first(run, "reply-stale").at;
    expect(table(web(run, at - 1))).toEqual(["check-1 1 timed-out", "check-1 2 waiting"]);
    expect(table(web(run, at))).toEqual(["check-1 1 timed-out", "check-1 2 stale"]);
    const texts = (job: string) => jobLife(run.index, job).map(({ text }) => text);
    expect(texts("check-1")).toContain("web accepted this answer to try 1 as the answer to a later try");
    expect(texts("check-1-try-2")).toContain("web accepted the stale reply to try 1 as the answer to this request");
  });

  test("the second answer is a duplicate: hollow on its way", () => {
    const at = first(run, "reply-duplicate").at;
    expect(stageAt(run.index, at - 50).tokens.find(({ kind }) => kind === "reply")).toMatchObject({
      job: "reply-check-1-try-2-1",
      duplicate: true,
    });
  });
});

test("what nobody waits for is left undone: struck through, and not counted as done", async () => {
  const run = await ran("work-outlives-caller", "with-deadline");
  const expired = first(run, "job-expired");
  const stage = stageAt(run.index, expired.at + 1);
  expect(stage.workers.flatMap(({ holding }) => holding)).toMatchObject([{ expired: true, state: "acking" }]);
  expect(stage.tokens.filter((token) => token.expired)).toMatchObject([{ kind: "ack", reverse: true }]);
  const end = stageAt(run.index, run.index.endMs);
  const counts = end.workers.map(({ done, leftUndone }) => [done, leftUndone]);
  expect(counts.flat().reduce((sum, n) => sum + n, 0)).toBe(5);
  expect(counts[0]?.[1]).toBeGreaterThan(0);
  expect(end.requesters[0]?.timedOut).toBeGreaterThan(0);
  const ticks = (kind: string) => marks(run.index).ticks.filter((tick) => tick.kind === kind).length;
  expect([ticks("done"), ticks("expired")]).toEqual(counts[0]);
});
