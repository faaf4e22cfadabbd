import { describe, expect, test } from "vitest";
import type { EventId } from "../../engine/trace/event.ts";
import { consumerNames } from "../../engine/scenario/names.ts";
import type { Scenario, ScenarioSource } from "../../engine/scenario/schema.ts";
import { eventRow } from "../../lab/src/panels/events/event-rows.ts";
import { jobLife } from "../../lab/src/stage/job-life.ts";
import { stageAt } from "../../lab/src/stage/stage.ts";
import { actorNodes, topologyOf } from "../../lab/src/stage/topology.ts";
import type { ReaderView } from "../../lab/src/stage/reader/types.ts";
import type { TraceIndex } from "../../lab/src/stage/trace/trace-index.ts";
import type { LogView } from "../../lab/src/stage/log/types.ts";
import { HOP, shop, TraceBuilder } from "./trace-builder.ts";

type Reader = NonNullable<ScenarioSource["readers"]>[number];
const search: Reader = { name: "search", log: "diary", handler: { kind: "work", serviceMs: 300 }, ackWaitMs: 1_000 };

function diary(changes: Partial<ScenarioSource> = {}): Scenario {
  return shop({
    queues: [],
    producers: [],
    workers: [],
    logs: [{ name: "diary" }],
    logProducers: [{ name: "scribe", log: "diary", eventName: "placed", events: 3 }],
    readers: [search],
    ...changes,
  });
}

/** A hand-written trace of a log with one partition. */
class Diary extends TraceBuilder {
  private readonly read = new Map<string, EventId>();

  came(at: number, actor: string, incarnation = 1): this {
    this.add(at, actor, { type: "actor-started", role: "reader" }, { incarnation });
    return this;
  }

  /** Sent at `at`, in the log a hop later, known two hops later. */
  appends(at: number, n: number): this {
    this.add(at + 2 * HOP, "scribe", { type: "event-appended", duplicate: false, ...place(n) });
    return this;
  }

  /** In the reader's hands at `at`. */
  reads(at: number, n: number, { reader = "search", attempt = 1, incarnation = 1 } = {}): this {
    const event = { type: "event-read", reader, attempt, deadline: at + 900, ...place(n) } as const;
    this.read.set(`${reader}-${n}`, this.add(at, `${reader}-1`, event, { incarnation }));
    return this;
  }

  /** Done with it at `at`; the log knows a hop later, the reader two hops later. */
  moves(at: number, n: number, { reader = "search", incarnation = 1 } = {}): this {
    const cause = this.read.get(`${reader}-${n}`) ?? null;
    const handled = this.add(at, `${reader}-1`, { type: "event-handled", reader, ...place(n) }, { cause, incarnation });
    const moved = { type: "offset-moved", reader, ...place(n) } as const;
    this.add(at + 2 * HOP, `${reader}-1`, moved, { cause: handled, incarnation });
    return this;
  }
}

function place(n: number) {
  return { log: "diary", event: `placed-${n}`, key: `placed-${n}`, partition: 0, logSequence: n };
}

const logAt = (index: TraceIndex, at: number) => stageAt(index, at).logs[0] as LogView;
const readerAt = (index: TraceIndex, at: number) => stageAt(index, at).readers[0] as ReaderView;
const placesAt = (index: TraceIndex, at: number) =>
  logAt(index, at).partitions.flatMap(({ places }) => places.map(({ reader, past, lag }) => [reader, past, lag]));
const tokensAt = (index: TraceIndex, at: number) =>
  stageAt(index, at).tokens.map(({ id, kind, from, to, job, progress, word }) => ({
    what: `${kind} ${job}${word === null ? "" : ` ${word}`}`,
    way: `${from} > ${to}`,
    progress,
    id,
  }));

const simple = () =>
  new Diary().came(0, "search-1").appends(1_000, 1).appends(1_400, 2).reads(1_200, 1).moves(1_500, 1);

describe("LG1, LG2: what is written stays, and a place moves when the server has the ack", () => {
  const index = simple().index(diary());

  test("cells come a hop after they left, and none goes", () => {
    const cells = (at: number) => logAt(index, at).partitions[0]?.cells.map(({ event }) => event);
    expect([cells(1_099), cells(1_100), cells(1_500), cells(9_000)]).toEqual([
      [],
      ["placed-1"],
      ["placed-1", "placed-2"],
      ["placed-1", "placed-2"],
    ]);
    expect([logAt(index, 1_100).stored, logAt(index, 9_000).stored, logAt(index, 0).longest]).toEqual([1, 2, 2]);
  });

  test("the place is past a cell from when the ack is there", () => {
    expect(placesAt(index, 1_100)).toEqual([["search", 0, 1]]);
    expect(placesAt(index, 1_599)).toEqual([["search", 0, 2]]);
    expect(placesAt(index, 1_600)).toEqual([["search", 1, 1]]);
  });

  test("there, to the reader, and the ack's way back", () => {
    expect(tokensAt(index, 1_050)).toMatchObject([
      { what: "event placed-1", way: "producer:scribe > log:diary", progress: 0.5 },
    ]);
    expect(tokensAt(index, 1_150)).toMatchObject([
      { what: "event placed-1", way: "log:diary > reader:search-1", progress: 0.5 },
    ]);
    expect(tokensAt(index, 1_525)).toMatchObject([
      { what: "ack placed-1 read", way: "reader:search-1 > log:diary", progress: 0.25 },
    ]);
    expect(tokensAt(index, 1_900)).toEqual([]);
  });

  test("what the reader has in hand, and how far it is", () => {
    expect(readerAt(index, 1_199)).toMatchObject({ state: "idle", holding: [], read: 0, lag: 1 });
    expect(readerAt(index, 1_300)).toMatchObject({
      state: "working",
      holding: [{ job: "placed-1", attempt: 1, state: "running", remainingMs: 800, runningForMs: 100 }],
    });
    expect(readerAt(index, 1_600).holding).toMatchObject([{ state: "acking" }]);
    expect(readerAt(index, 1_700)).toMatchObject({ state: "idle", holding: [], read: 1, lag: 1 });
  });

  test("who appends is told beside those who send", () => {
    const scribe = (at: number) => stageAt(index, at).producers[0];
    expect(scribe(999)).toMatchObject({ name: "scribe", sent: 0, total: 3, appends: true });
    expect(scribe(1_400)).toMatchObject({ sent: 2, finished: false });
  });
});

describe("a reader that dies, one that comes later, one that goes back", () => {
  test("what the dead had in hand is held until the server gives it out again; its place stays", () => {
    const written = new Diary().came(0, "search-1").appends(1_000, 1).reads(1_200, 1);
    written.add(1_400, "search-1", { type: "actor-crashed", role: "reader", by: "fault", detail: "" });
    const index = written.came(1_800, "search-1", 2).reads(2_300, 1, { attempt: 2, incarnation: 2 }).index(diary());
    expect(readerAt(index, 1_500)).toMatchObject({
      state: "crashed",
      crashedAt: 1_400,
      holding: [],
      heldByTheDead: [{ job: "placed-1", until: 2_100, remainingMs: 600 }],
      lag: 1,
    });
    expect(readerAt(index, 1_900)).toMatchObject({ state: "idle", incarnation: 2, heldByTheDead: [] });
    expect(readerAt(index, 2_400).holding).toMatchObject([{ attempt: 2 }]);
  });

  test("LG3: an ack whose sender died before it knew: what comes next tells", () => {
    const written = new Diary().came(0, "search-1").appends(1_000, 1).appends(1_000, 2).reads(1_200, 1);
    written.add(1_500, "search-1", { type: "actor-crashed", role: "reader", by: "fault", detail: "" });
    const index = written.came(1_800, "search-1", 2).reads(2_000, 2, { incarnation: 2 }).index(diary());
    expect([placesAt(index, 1_899), placesAt(index, 1_900)]).toEqual([[["search", 0, 2]], [["search", 1, 1]]]);
  });

  test("who has not come has no place; from the end it begins behind what is there", () => {
    const late = (from: NonNullable<Reader["from"]>) =>
      new Diary()
        .appends(1_000, 1)
        .appends(1_100, 2)
        .came(3_000, "search-1")
        .appends(3_500, 3)
        .index(diary({ readers: [{ ...search, from }] }));
    expect([placesAt(late("beginning"), 2_999), readerAt(late("end"), 2_999).lag]).toEqual([
      [["search", null, null]],
      null,
    ]);
    expect(readerAt(late("end"), 2_000)).toMatchObject({ state: "starting", incarnation: 0 });
    expect(placesAt(late("beginning"), 3_000)).toEqual([["search", 0, 2]]);
    expect(placesAt(late({ sequence: 2 }), 3_000)).toEqual([["search", 1, 1]]);
    expect([placesAt(late("end"), 3_000), placesAt(late("end"), 4_000)]).toEqual([
      [["search", 2, 0]],
      [["search", 2, 1]],
    ]);
  });

  test("who goes back is at the beginning again", () => {
    const written = simple();
    written.add(2_000, "search-1", { type: "offsets-forgotten", log: "diary", reader: "search" });
    const index = written.reads(2_400, 1).moves(2_500, 1).index(diary());
    expect([1_899, 1_900, 2_600].map((at) => placesAt(index, at)[0]?.[1])).toEqual([1, 0, 1]);
  });

  test("what was kept for a time is drawn as gone, and lies ahead of nobody", () => {
    const index = simple().index(diary({ logs: [{ name: "diary", keepMs: 2_000 }] }));
    const gone = (at: number) => logAt(index, at).partitions[0]?.cells.map((cell) => cell.gone);
    expect([gone(3_099), gone(3_100)]).toEqual([
      [false, false],
      [true, false],
    ]);
    expect([placesAt(index, 3_200), placesAt(index, 3_600)]).toEqual([[["search", 1, 1]], [["search", 1, 0]]]);
    expect(logAt(index, 3_600).stored).toBe(0);
  });
});

test("an event's life: written, read by each in its own time, and it stays", () => {
  const written = simple().came(0, "report-1").reads(1_200, 1, { reader: "report" });
  written.add(1_300, "report-1", { type: "actor-crashed", role: "reader", by: "fault", detail: "" });
  const index = written
    .came(1_900, "report-1", 2)
    .reads(2_200, 1, { reader: "report", attempt: 2, incarnation: 2 })
    .index(diary({ readers: [search, { ...search, name: "report" }] }));
  expect(jobLife(index, "placed-1").map(({ at, text, tone }) => `${at} ${text} (${tone})`)).toEqual([
    "1000 sent by scribe (plain)",
    "1100 written into diary (plain)",
    "1200 its log producer knows that it is safe (plain)",
    "1200 search reads it (work)",
    "1200 report reads it (work)",
    "1300 report-1 crashed while reading it: report will read it again (bad)",
    "1500 search handled it in 300 ms (work)",
    "1700 the offset of search moved past it; the event stays (good)",
    "2200 report reads it again: its last delivery was not acknowledged (warn)",
  ]);
});

test("a row of the table leads to the event's life", () => {
  const rows = simple().events.map(eventRow);
  expect(rows.filter(({ type }) => type !== "actor-started").map(({ job }) => job)).toEqual([
    "placed-1",
    "placed-2",
    "placed-1",
    "placed-1",
    "placed-1",
  ]);
});

test("the picture: the log between who writes and who reads; its names are the engine's", () => {
  const scenario = diary({
    readers: [
      { ...search, count: 2 },
      { ...search, name: "report", handler: { kind: "charge", serviceMs: 1 } },
    ],
  });
  const { nodes, edges } = topologyOf(scenario);
  expect(nodes.map(({ id }) => id)).toEqual([
    "producer:scribe",
    "log:diary",
    "reader:search-1",
    "reader:search-2",
    "reader:report-1",
    "outside",
  ]);
  expect(nodes.find(({ role }) => role === "log")?.rows).toEqual({ partitions: 1, readers: 2 });
  expect(edges.map(({ id, kind }) => `${kind} ${id}`)).toEqual([
    "send producer:scribe>log:diary",
    "deliver log:diary>reader:search-1",
    "deliver log:diary>reader:search-2",
    "deliver log:diary>reader:report-1",
    "effect reader:report-1>outside",
  ]);
  for (const name of consumerNames(scenario)) expect(actorNodes(scenario).get(name)).toBe(`reader:${name}`);
});
