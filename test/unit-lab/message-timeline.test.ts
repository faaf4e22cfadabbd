import { expect, test } from "vitest";
import { ofType } from "../../engine/trace/of-type.ts";
import { lengthOf, namesIn, rowsUntil, timelineOf } from "../../lab/src/panels/message/timeline.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import { runOf } from "../../lab/src/session/run-of.ts";
import { requestOf, writtenSetup } from "../../lab/src/session/run-setup.ts";
import type { TraceIndex } from "../../lab/src/stage/trace/trace-index.ts";
import { SCENARIO_SOURCES } from "../../scenarios/index.ts";
import { TraceBuilder } from "./trace-builder.ts";

const lines = (index: TraceIndex, name: string, atMs = index.endMs) =>
  timelineOf(index, name).map((row) => {
    const length = lengthOf(row, atMs, index.endMs);
    return `${row.from} ${row.says}${length === "" ? "" : ` | ${length}`}`;
  });

async function shipped(id: string, variant?: string): Promise<TraceIndex> {
  const source = SCENARIO_SOURCES.find((one) => one.id === id);
  const scenario = await localRunner.check(source, id);
  const request = requestOf(scenario, { ...writtenSetup(scenario), ...(variant === undefined ? {} : { variant }) });
  return runOf(1, request, await localRunner.run(request)).index;
}

test("a worker dies: its delivery, the wait for its ack, and the delivery that follows, each with its length", () => {
  const index = new TraceBuilder()
    .starts(0, "worker-1", "worker")
    .starts(0, "worker-2", "worker")
    .sends(0, "order-1", 1)
    .delivers(300, "worker-1", "order-1", 1)
    .crashes(500, "worker-1")
    .delivers(1_400, "worker-2", "order-1", 1, 2)
    .acks(1_700, "worker-2", "order-1", 1, 2)
    .index();
  expect(lines(index, "order-1")).toEqual([
    "0 shop sent order-1 to orders",
    "100 orders has it, ready for a worker | 100 ms",
    "300 the queue waits for the ack of delivery 1 (in flight) | 1 s: visibility timeout (ackWait) passed",
    "300 worker-1 has it (delivery 1) | 200 ms: its worker crashed",
    "300 worker-1 works on it | 200 ms: its worker crashed",
    "500 worker-1 crashed (planned in the scenario)",
    "1400 worker-2 has it (delivery 2) | 500 ms: ack confirmed",
    "1400 worker-2 works on it | 300 ms: finished",
    "1700 worker-2 sent the ack | 200 ms: confirmed",
  ]);
});

test("an ack whose sender died is never confirmed; what is not over says how long it has lasted", () => {
  const builder = new TraceBuilder()
    .starts(0, "worker-1", "worker")
    .sends(0, "order-1", 1)
    .delivers(300, "worker-1", "order-1", 1);
  const delivery = { queue: "orders", job: "order-1", streamSequence: 1, attempt: 1 };
  builder.add(600, "worker-1", { type: "job-ack-sent", ...delivery });
  const index = builder.crashes(650, "worker-1").index();
  const acked = timelineOf(index, "order-1").find(({ kind }) => kind === "ack");
  expect(acked).toMatchObject({ from: 600, to: 650, ended: "never confirmed: its worker crashed", tone: "bad" });

  // Before that, nothing says how it will end.
  const past = rowsUntil(timelineOf(index, "order-1"), 620);
  expect(past.filter(({ ended }) => /crash|timeout/.test(ended))).toEqual([]);
  const held = past.find(({ kind }) => kind === "delivery");
  expect(held && lengthOf(held, 620, index.endMs)).toBe("320 ms so far");
});

test("a request: its answers belong to it, the orphaned one too", async () => {
  const index = await shipped("requester-crash");
  const all = namesIn(index).flatMap(({ name }) => lines(index, name));
  expect(all.some((line) => /received a reply to a request that it never sent \(orphan/.test(line))).toBe(true);
  expect(all.some((line) => /has reply-.* \(delivery 1\) \| .*: ack confirmed/.test(line))).toBe(true);
});

test("an event of a log: each reader's reading is a span", async () => {
  const index = await shipped("fan-out");
  const [appended] = ofType(index.events, "event-appended");
  const name = appended?.event ?? "";
  expect(lines(index, name).filter((line) => / reads .*\| /.test(line)).length).toBeGreaterThan(1);
});

test("every span ends after it began, and every job of every shipped run has a timeline", async () => {
  for (const id of ["crash-redelivery", "glue-happy", "retry-backoff", "message-taxonomy", "dlq-desk"]) {
    const index = await shipped(id);
    for (const { name } of namesIn(index)) {
      const rows = timelineOf(index, name);
      expect(rows.length, `${id}: ${name}`).toBeGreaterThan(1);
      expect(rows.filter(({ from, to }) => to !== null && to < from)).toEqual([]);
      expect(new Set(rows.map(({ key }) => key)).size, `keys of ${name} in ${id}`).toBe(rows.length);
    }
  }
});
