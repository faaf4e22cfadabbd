import { describe, expect, test } from "vitest";
import { runVirtual } from "../../../../engine/scenario/run/run-virtual.ts";
import type { TraceEvent } from "../../../../engine/trace/events.ts";
import { eventsAbout } from "../../../../engine/trace/follow.ts";
import { mermaidText } from "../../../../engine/trace/export/mermaid-text.ts";
import { sequenceDiagram } from "../../../../engine/trace/export/sequence-diagram.ts";
import { wrongLines } from "../../../support/mermaid-grammar.ts";
import { ALL_RUNS, requestFor, scenarioById, shippedRun } from "../../../support/runs.ts";
import { delivery, doneBy, sent, traceOf, type Written } from "../../../support/traces.ts";

const lines = (events: readonly TraceEvent[], mostEvents?: number) =>
  sequenceDiagram(events, mostEvents === undefined ? {} : { mostEvents })
    .trim()
    .split("\n")
    .map((line) => line.trim());
const drawn = (written: readonly Written[]) =>
  lines(traceOf(written)).filter((line) => !/^(sequenceDiagram|participant)/.test(line));

test("one order's way, with the worker that died of it", async () => {
  const { events } = await runVirtual(requestFor(scenarioById("crash-redelivery")));
  expect(sequenceDiagram(eventsAbout(events, "order-3"))).toBe(`sequenceDiagram
  participant p1 as shop
  participant p2 as orders (queue)
  participant p3 as worker-1
  participant p4 as worker-2
  participant p5 as payment provider
  p1->>p2: order-3
  p2->>p3: order-3
  p2-->>p1: stored order-3
  Note over p3: 00:02.523 crashed: before-effect of<br/>order-3 (planned in the scenario)
  Note over p2: 00:04.934 visibility timeout of<br/>order-3 passed without an ack<br/>(ackWait)
  p2->>p4: order-3, delivery 2
  p4->>p5: charge order-3, €20
  p4->>p2: ack order-3
  p2-->>p4: deleted order-3
`);
});

test("an event's way to each of its readers, one of whom dies and reads it again", async () => {
  const { events } = await runVirtual(requestFor(scenarioById("fan-out"), { variant: "one-dies" }));
  expect(sequenceDiagram(eventsAbout(events, "placed-3"))).toBe(`sequenceDiagram
  participant p1 as shop-diary
  participant p2 as order-events (log)
  participant p3 as mail-1
  participant p4 as stock-1
  participant p5 as stats-1
  p1->>p2: appends placed-3
  p2->>p3: placed-3
  p2->>p4: placed-3
  Note over p3: 00:02.388 crashed: before-ack of<br/>placed-3 (planned in the scenario)
  p2->>p5: placed-3
  p4->>p2: stock is past placed-3
  p5->>p2: stats is past placed-3
  Note over p3: 00:04.189 restarted (incarnation 2)
  p2->>p3: placed-3, delivery 2
  p3->>p2: mail is past placed-3
`);
});

test("a command published as an event: the reply goes to an actor that sent no request", async () => {
  const { events } = await runVirtual(requestFor(scenarioById("message-taxonomy")));
  const text = sequenceDiagram(eventsAbout(events, "payment-due-1"));
  expect(text).toContain("p3->>p5: reply to payment-due-1 (correlation id payment-due-1)\n  p5->>p6: reply-");
  expect(text).toMatch(/Note over p6: \S+ received a reply to a<br\/>request that it never sent/);
});

describe.each(ALL_RUNS)("%s", async (name) => {
  const { events } = await shippedRun(name);

  test("the whole of it and each of its jobs are diagrams", () => {
    expect(wrongLines(sequenceDiagram(events))).toEqual([]);
    const jobs = new Set(events.flatMap((event) => ("job" in event && event.job !== null ? [event.job] : [])));
    for (const job of jobs) {
      const text = sequenceDiagram(eventsAbout(events, job));
      expect(wrongLines(text), job).toEqual([]);
      expect(text.split("\n").length, job).toBeGreaterThan(3);
    }
  });
});

test("SD1: a request and a reply are one arrow each, and name the reply queue", () => {
  const asked = { request: "quote-1", correlation: "quote-1-try-2", try: 2, replyTo: "web-replies" };
  const payload = null;
  const trace: Written[] = [
    { type: "request-sent", queue: "quotes", waitsUntil: 9, ...asked, id: "q", actor: "web" },
    { type: "job-sent", queue: "quotes", job: "quote-1-try-2", payload, cause: "q", actor: "web" },
    { type: "reply-sent", job: "quote-1-try-2", attempt: 1, ...asked, id: "r" },
    { type: "job-sent", queue: "web-replies", job: "reply-quote-1-try-2-1", payload, cause: "r" },
  ];
  expect(drawn(trace)).toEqual([
    "p1->>p2: requests quote-1 (try 2): reply to web-replies, correlation id quote-1-try-2",
    "p3->>p4: reply to quote-1 (correlation id quote-1-try-2)",
  ]);
});

test("SD2: a note before the redelivery reports a passed visibility timeout; after a nak there is none", () => {
  const again = (attempt: number, at: number): Written => ({
    type: "job-delivered",
    ...delivery("order-1", attempt),
    deadline: at + 1_000,
    at,
  });
  expect(drawn([again(1, 0), again(2, 1_050)])).toEqual([
    "p1->>p2: order-1",
    "Note over p1: 00:01.000 visibility timeout of<br/>order-1 passed without an ack<br/>(ackWait)",
    "p1->>p2: order-1, delivery 2",
  ]);
  const nak: Written = { type: "job-nacked", ...delivery("order-1"), delayMs: 500, reason: "failed", at: 100 };
  expect(drawn([again(1, 0), nak, again(2, 700)])).toEqual([
    "p1->>p2: order-1",
    "p2->>p1: nak order-1, retry in 500 ms",
    "p1->>p2: order-1, delivery 2",
  ]);
});

test("failures are notes: crash, restart, dead letter, timeout, replies that match nothing", () => {
  const reply = { request: "a-1", correlation: "a-1", try: 1, replyTo: "web-replies", actor: "web" };
  const notes = drawn([
    { type: "actor-started", role: "worker" },
    { type: "actor-crashed", role: "worker", by: "intervention", detail: "by hand" },
    { type: "actor-started", role: "worker", incarnation: 2 },
    {
      type: "job-dead-lettered",
      ...delivery("a-1", 3),
      reason: "no amount",
      deadLetters: "d",
      deadLetterSequence: 1,
    },
    { type: "request-timed-out", queue: "orders", ...reply },
    { type: "reply-late", ...reply },
    { type: "reply-stale", ...reply },
    { type: "reply-duplicate", ...reply },
    { type: "reply-orphaned", ...reply },
  ]).map((note) => note.replaceAll("<br/>", " "));
  expect(notes).toEqual([
    "Note over p1: 00:00.000 crashed (by hand)",
    "Note over p1: 00:00.000 restarted (incarnation 2)",
    "Note over p1,p2: 00:00.000 moved a-1 to the dead-letter queue of orders after 3 deliveries: no amount",
    expect.stringMatching(/^Note over p3: 00:00\.000 stopped waiting for a-1/),
    expect.stringContaining("late"),
    expect.stringContaining("stale"),
    expect.stringContaining("duplicate"),
    expect.stringContaining("orphan"),
  ]);
});

test("SD3: of a flow it shows what was decided and what broke, not each look at a clock or a store", () => {
  const flow = "order-1";
  const step = { flow, step: "charge", try: 1, actor: "coordinator" };
  const notes = drawn([
    { type: "flow-started", flow, design: "glue", actor: "coordinator" },
    { type: "timer-set", flow, timer: "charge", where: "memory", due: 5, actor: "coordinator" },
    { type: "flow-state-saved", flow, where: "store", revision: 1, state: {}, actor: "coordinator" },
    { type: "step-commanded", queue: "payments", job: "order-1-charge", ...step },
    { type: "step-done", ...step },
    { type: "flow-ended", flow, outcome: "completed", actor: "coordinator" },
  ]);
  expect(notes).toHaveLength(3);
  expect(notes.every((note) => note.startsWith("Note over p1: "))).toBe(true);
});

test("an effect is asked for by whom its cause names; without a cause it is a note", () => {
  const effect = { type: "effect-applied", effect: "reserve", job: "order-1", key: null, amountCents: 0 } as const;
  const event = { ...effect, actor: "outside" };
  expect(lines(traceOf([{ ...event, cause: "a/b-1/1/7" }])).slice(1)).toEqual([
    "participant p1 as a/b-1",
    "participant p2 as outside services",
    "p1->>p2: reserve order-1",
  ]);
  expect(drawn([event])).toEqual([expect.stringMatching(/^Note over p1: 00:00\.000 the warehouse reserved the<br\/>/)]);
});

test("a long selection is cut in the middle, with a note that counts what was left out", () => {
  const jobs = Array.from({ length: 20 }, (_, i) => `order-${i + 1}`);
  const events = traceOf(jobs.flatMap((job, i) => [...sent(job, i * 200), ...doneBy("worker-1", job, i * 200 + 10)]));
  const cut = lines(events, 6).filter((line) => !line.startsWith("participant"));
  expect(cut).toHaveLength(1 + 3 + 1 + 3);
  // Six of the seven events of a job are drawn.
  expect(cut[4]).toBe("Note over p1,p4: 114 events left out here");
  expect(cut.at(-1)).toBe("p2-->>p3: deleted order-20");
  expect(wrongLines(sequenceDiagram(events, { mostEvents: 6 }))).toEqual([]);
});

test("nothing to draw is the bare heading", () => {
  expect(sequenceDiagram([])).toBe("sequenceDiagram\n");
});

const ODD = [
  ...["end", "a;b", "a#b", "#35;", "a:b", "wrap: x", "nowrap:x", "%% a", "%%{init: {}}%%", "<b>", "&amp;", "a->>b"],
  ...['"a"', "$$x$$", "{a}", "[a]", "@{a}", "style 00:03#x;", "classDef a:#b;", "ﬂ°°59¶ß", "a<br/>b", "a\nb", "", " "],
  ...["日本語", "😀", "Note over p1: x", "sequenceDiagram", "title: x", "-x", "+a", "a as b", "`a`", "a\\nb", "\u0000"],
];

test.each(ODD)("any name is taken, also %j", (name) => {
  const what = { queue: name, job: name, attempt: 1, streamSequence: 1 };
  const events = traceOf([
    { type: "job-sent", queue: name, job: name, payload: null, actor: name },
    { type: "job-failed", ...what, error: name, actor: name },
    { type: "effect-applied", effect: name, job: name, key: name, amountCents: 5, cause: `${name}/1/1`, actor: "w" },
    { type: "flow-stuck", flow: name, reason: name, actor: name },
  ]);
  expect(wrongLines(sequenceDiagram(events))).toEqual([]);
  expect(lines(events).filter((line) => line.startsWith("participant"))).toHaveLength(3);
});

test("what Mermaid would read as something else is written by its number", () => {
  expect(["a;b", "wrap: x", "style x", "00:03.200 a: b", "a\n b", ""].map(mermaidText)).toEqual([
    "a#59;b",
    "wrap#58; x",
    "#115;tyle x",
    "00:03.200 a: b",
    "a b",
    "?",
  ]);
});

test("the grammar of these tests is no wider than what we write", () => {
  const wrong = [
    "p1->>p1: a;b",
    "p1->>p1: a#b",
    "p1->>p2: a",
    "p1->p1: a",
    "Note over p1 a",
    "p1->>p1: ",
    "p1->>p1: %%",
  ];
  for (const line of wrong)
    expect(wrongLines(`sequenceDiagram\n  participant p1 as a\n  ${line}\n`)).toEqual([`  ${line}`]);
  expect(wrongLines("sequence\n")).toEqual(["sequence"]);
});
