import { expect, test } from "vitest";
import { handlersOf } from "../../../engine/scenario/run/handlers.ts";
import { resolveScenario } from "../../../engine/scenario/run/resolve.ts";
import type { RunOutcome, RunRequest } from "../../../engine/scenario/run/run-types.ts";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import { replayTraces } from "../../../engine/scenario/run/replay.ts";
import { decodeTraces, encodeTrace } from "../../../engine/scenario/trace-codec.ts";
import { chargingHandlers, requestWith } from "../../support/handlers.ts";
import { requestFor } from "../../support/runs.ts";

const failed = ({ report }: RunOutcome) =>
  report.checks.filter(({ outcome }) => outcome === "failed").map(({ id }) => id);
const errorsIn = ({ events }: RunOutcome) =>
  events.flatMap((event) => (event.type === "job-failed" ? [event.error] : []));

test("a handler that charges without a key is caught by the ledger, and passes with one", async () => {
  const bug = await runVirtual(requestWith(chargingHandlers({ key: false })));
  expect(failed(bug)).toEqual(["paid-once", "effects-at-most-once"]);
  expect(bug.report.sentence).toMatch(/order-2 was charged twice: the customers paid €100 instead of €80/);
  const fixed = await runVirtual(requestWith(chargingHandlers({ key: true })));
  expect(failed(fixed)).toEqual([]);
  expect(fixed.report.sentence).toMatch(/1 dead-lettered/);
});

test("the same seed gives the same trace, byte for byte; another seed another one", async () => {
  const request = requestWith(chargingHandlers({ key: true }));
  const digests = [];
  for (const seed of [1, 1, 1, 2]) digests.push((await runVirtual({ ...request, seed })).report.traceDigest);
  expect(digests[1]).toBe(digests[0]);
  expect(digests[2]).toBe(digests[0]);
  expect(digests[3]).not.toBe(digests[0]);
});

test("what it throws is in the trace, with the line; the errors of the queue keep their meaning", async () => {
  const text = [
    'import { HandBackError, RetryAfterError, TerminateError, UnrecoverableError } from "ackademy";',
    "export async function charge(job, tools) {",
    "  await tools.sleep(10);",
    '  if (job.id === "order-1") throw new UnrecoverableError("card stolen");',
    '  if (job.id === "order-2" && job.attempt < 2) throw new RetryAfterError(700, "busy");',
    '  if (job.id === "order-3") throw new TerminateError("cancelled");',
    '  if (job.id === "order-4" && tools.now() < 1500) throw new HandBackError(1000, "not me");',
    "  return job.payload.none.at.all;",
    "}",
    "export function mail() {}",
  ].join("\n");
  const outcome = await runVirtual(requestWith(text, "mine.js", { faults: [], claims: [] }));
  const { events } = outcome;
  const errors = errorsIn(outcome);
  expect(errors.slice(0, 2)).toEqual(["card stolen (mine.js:4)", "busy (mine.js:5)"]);
  expect(errors).toContain("cancelled (mine.js:6)");
  expect(errors.at(-1)).toBe("TypeError: cannot read property 'at' of undefined (mine.js:8)");
  const of = (job: string, type: string) =>
    events.filter((event) => event.type === type && "job" in event && event.job === job);
  expect(of("order-1", "job-started")).toHaveLength(1);
  expect(of("order-1", "job-dead-lettered")).toHaveLength(1);
  expect(of("order-2", "job-nacked")[0]).toMatchObject({ delayMs: 700 });
  expect(of("order-3", "job-acked")[0]).toMatchObject({ terminated: "cancelled (mine.js:6)" });
  // Handed back: it costs no attempt, so that three more runs follow.
  expect(of("order-4", "job-failed").length).toBeLessThan(of("order-4", "job-started").length);
});

test("the tools pass the planned faults of a run, and refuse what cannot be", async () => {
  const text = `
    export async function charge(job, tools) {
      const said = [];
      for (const bad of [
        () => tools.charge({ order: job.payload.order, amountCents: 1.5 }),
        () => tools.charge({ order: "Order 1" }),
        () => tools.send("stock", { id: "a", payload: 1 }),
        () => tools.send("mails", { payload: 1 }),
        () => tools.effect("Ship it", { order: "order-1" }),
        () => tools.sleep("long"),
        () => tools.sleep(-1),
      ]) await bad().catch((error) => said.push(error.message));
      if (job.id === "order-4" && job.attempt === 1) throw new Error(said.join("; "));
      await tools.sleep(1000);
      await tools.charge({ order: job.payload.order, amountCents: job.payload.amountCents, key: job.id });
      return tools.attempts();
    }
    export function mail() {}`;
  const slow = { kind: "slow", at: { actor: "worker-1", atMs: 1 }, times: 3, forMs: 60_000 } as const;
  const crash = { kind: "crash", at: { job: "order-2", attempt: 1, point: "before-effect" } } as const;
  const outcome = await runVirtual(requestWith(text, "mine.js", { faults: [slow, crash] }));
  const [said = ""] = errorsIn(outcome);
  for (const says of [
    /tools\.charge: amountCents: found 1\.5/,
    /tools\.charge: order: found "Order 1"/,
    /tools\.send: found the queue "stock", expected mails: what the handler charge lists in `sends`/,
    /tools\.send: id: found nothing/,
    /tools\.effect: found "Ship it"/,
    /tools\.sleep: found "long"/,
    /tools\.sleep: found -1/,
  ])
    expect(said).toMatch(says);
  const times = outcome.events.flatMap((event) => {
    if (event.type !== "job-ack-sent" || event.attempt !== 1) return [];
    const started = outcome.events.find((one) => one.type === "job-started" && one.job === event.job);
    return [[event.actor, event.at - (started?.at ?? 0)] as const];
  });
  expect(times.some(([actor, ms]) => actor === "worker-1" && ms >= 3_000 && ms < 3_500)).toBe(true);
  expect(times.every(([actor, ms]) => actor === "worker-1" || ms < 1_500)).toBe(true);
  expect(outcome.events.filter(({ type }) => type === "actor-crashed")).toMatchObject([{ detail: /before-effect/ }]);
  expect(failed(outcome)).toEqual([]);
});

test("variables of the module end with the incarnation that crashes", async () => {
  const text = `
    let runs = 0;
    export async function charge(job, tools) {
      runs += 1;
      await tools.effect("count-" + runs, { order: job.payload.order });
    }
    export function mail() {}`;
  const { events } = await runVirtual(requestWith(text, "mine.js", { claims: [] }));
  const byIncarnation = new Map<string, number[]>();
  for (const event of events) {
    if (event.type !== "effect-applied") continue;
    const cause = events.find(({ id }) => id === event.cause);
    const key = `${cause?.actor}/${cause?.incarnation}`;
    byIncarnation.set(key, [...(byIncarnation.get(key) ?? []), Number(event.effect.slice("count-".length))]);
  }
  expect(byIncarnation.size).toBeGreaterThan(1);
  for (const counted of byIncarnation.values()) expect(counted).toEqual(counted.map((_, i) => i + 1));
});

test("a request is answered with what the function returns", async () => {
  const text = "export const answer = (job) => ({ doubled: job.payload.amountCents * 2 });";
  const { events } = await runVirtual(
    requestWith(text, "mine.js", {
      ...{ queues: [{ name: "orders" }], producers: [], claims: [], faults: [] },
      requesters: [{ name: "shop", queue: "orders", requests: 1, amountCents: 100 }],
      workers: [{ name: "worker", queue: "orders", handler: { kind: "function", name: "answer" } }],
    }),
  );
  expect(JSON.stringify(events)).toMatch(/"doubled":200/);
});

test("a reader of a log calls functions too, and a rolling deploy brings another one", async () => {
  const text = `
    export const read = (event, tools) => tools.effect("read", { order: event.payload.order, key: event.id });
    export const old = (job, tools) => tools.effect("old", { order: job.payload.order, key: job.id });
    export const renewed = (job, tools) => tools.effect("renewed", { order: job.payload.order, key: job.id });`;
  const { events } = await runVirtual(
    requestWith(text, "mine.js", {
      ...{ queues: [{ name: "orders" }], claims: [] },
      logs: [{ name: "diary" }],
      logProducers: [{ name: "scribe", log: "diary", events: 2 }],
      readers: [{ name: "search", log: "diary", handler: { kind: "function", name: "read" } }],
      workers: [{ name: "worker", queue: "orders", handler: { kind: "function", name: "old" } }],
      faults: [
        {
          ...{ kind: "rolling-deploy", workers: "worker", at: { atMs: 300 } },
          next: { handler: { kind: "function", name: "renewed" } },
        },
      ],
    }),
  );
  const effects = new Set(events.flatMap((event) => (event.type === "effect-applied" ? [event.effect] : [])));
  expect([...effects].sort()).toEqual(["old", "read", "renewed"]);
});

test("a stored trace holds the file, and is judged without running it", async () => {
  const outcome = await runVirtual(requestWith(chargingHandlers({ key: false })));
  const stored = encodeTrace(outcome);
  expect(decodeTraces(stored, "trace")[0]?.header.handlers).toEqual({
    file: "mine.ts",
    text: chargingHandlers({ key: false }),
  });
  expect(replayTraces(stored, "trace")[0]?.report.sentence).toBe(outcome.report.sentence);
  const [header = "", ...lines] = stored.split("\n");
  const broken = [JSON.stringify({ ...(JSON.parse(header) as object), handlers: { file: 1 } }), ...lines].join("\n");
  expect(() => decodeTraces(broken, "trace")).toThrow("trace, line 1: handlers: expected an object with file and text");
});

test("a function that does not give control back ends the run, and the realm is free again", async () => {
  const text =
    "export async function charge(job, tools) {\n  await tools.sleep(5);\n  for (;;) {}\n}\nexport function mail() {}";
  const running = runVirtual(requestWith(text, "mine.js"));
  await expect(running).rejects.toMatchObject({
    message:
      "mine.js: charge did not give control back after line 2: it was stopped after ten million steps, and the run with it",
    remedy: "End its loop, or wait in it: await tools.sleep(100).",
  });
  expect(failed(await runVirtual(requestWith(chargingHandlers({ key: true }))))).toEqual([]);
});

const checking = async (request: RunRequest) => handlersOf(resolveScenario(request), request);

test.each<[string, () => RunRequest]>([
  [
    'own-handlers: workers.0.handler.name: found "charge", and no handlers file that exports it',
    () => requestFor(requestWith("x").scenario),
  ],
  [
    'mine.js: exports no function "mail", which workers.1.handler.name names; it exports charge, other',
    () => requestWith("export const charge = () => 1; export const other = () => 2;", "mine.js"),
  ],
  ["mine.ts:2: is not TypeScript or JavaScript", () => requestWith("export function charge() {}\nexport function {")],
])("%s", async (message, request) => {
  await expect(checking(request())).rejects.toThrow(message);
});

test.each<[string, object]>([
  ['workers.0.handler.sends.0: found "nowhere", expected one of orders, mails', { name: "charge", sends: ["nowhere"] }],
  ['workers.0.handler.name: found "a b", expected the name of an exported function', { name: "a b" }],
])("%s", (message, handler) => {
  const workers = [{ name: "worker", queue: "orders", handler: { kind: "function", ...handler } }];
  expect(() => requestWith("x", "mine.js", { workers: workers as never, faults: [] })).toThrow(message);
});
