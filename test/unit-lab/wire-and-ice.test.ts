import { expect, test } from "vitest";
import { jobLife } from "../../lab/src/stage/job-life.ts";
import { marks } from "../../lab/src/panels/time-machine/marks.ts";
import { queueSpansOf } from "../../lab/src/stage/queue/spans.ts";
import { stageAt } from "../../lab/src/stage/stage.ts";
import { HOP, TraceBuilder } from "./trace-builder.ts";

/** What a fault does on the wire, and to somebody who is paused. */

test("a message that was confirmed and lost fades on its way, and never lies in the queue", () => {
  const trace = new TraceBuilder().starts(0, "shop", "producer");
  const cause = trace.add(100, "shop", { type: "job-sent", queue: "orders", job: "order-1", payload: null });
  const fault = trace.add(
    100,
    "shop",
    { type: "fault-injected", fault: 0, what: "wire lose", target: "shop", job: "order-1" },
    { cause },
  );
  const at = 100 + 2 * HOP;
  trace.add(at, "shop", { type: "job-lost", queue: "orders", job: "order-1", streamSequence: 9_000 }, { cause: fault });
  trace.add(at, "shop", { type: "job-stored", queue: "orders", job: "order-1", streamSequence: 9_000 }, { cause });
  const index = trace.index();
  expect(index.messages.map(queueSpansOf)).toEqual([[]]);
  expect(stageAt(index, 100 + HOP / 2).tokens).toMatchObject([{ job: "order-1", lost: true, progress: 0.5 }]);
  expect(stageAt(index, at).queues[0]).toMatchObject({ depth: 0 });
  expect(marks(index).flags.map(({ kind }) => kind)).toContain("lost");
  const life = jobLife(index, "order-1").map(({ text }) => text);
  expect(life).toEqual([
    "sent by shop",
    "lost: orders confirmed it but does not have it",
    "its sender believes that it is safe",
  ]);
});

test("a copy that the wire made travels hollow, and lies in the queue beside the original", () => {
  const trace = new TraceBuilder().starts(0, "shop", "producer");
  const cause = trace.add(100, "shop", { type: "job-sent", queue: "orders", job: "order-1", payload: null });
  const fault = trace.add(
    100,
    "shop",
    { type: "fault-injected", fault: 0, what: "wire duplicate", target: "shop", job: "order-1" },
    { cause },
  );
  trace.add(300, "shop", { type: "job-stored", queue: "orders", job: "order-1", streamSequence: 1 }, { cause });
  trace.add(
    600,
    "shop",
    { type: "job-duplicated", queue: "orders", job: "order-1", streamSequence: 2 },
    { cause: fault },
  );
  const index = trace.index();
  const travelling = (at: number) =>
    stageAt(index, at).tokens.map(({ job, duplicate, word }) => ({ job, duplicate, word }));
  expect(travelling(150)).toEqual([{ job: "order-1", duplicate: false, word: null }]);
  expect(travelling(450)).toEqual([{ job: "order-1", duplicate: true, word: "copy" }]);
  expect(stageAt(index, 599).queues[0]).toMatchObject({ depth: 2 });
  expect(jobLife(index, "order-1").map(({ text }) => text)).toContain(
    "duplicated on the wire: orders also stores a copy",
  );
});

test("who is paused is told so, until it goes on or dies", () => {
  const trace = new TraceBuilder().starts(0, "worker-1", "worker").starts(0, "worker-2", "worker");
  trace.add(100, "worker-1", { type: "actor-paused", role: "worker", by: "fault" });
  trace.add(300, "worker-1", { type: "actor-resumed", role: "worker", by: "fault" });
  trace.add(100, "worker-2", { type: "actor-paused", role: "worker", by: "fault" });
  trace.crashes(300, "worker-2");
  trace.starts(400, "worker-2", "worker", 2);
  const index = trace.index();
  const states = (at: number) => stageAt(index, at).workers.map(({ state }) => state);
  expect([99, 100, 299, 300, 400].map(states)).toEqual([
    ["idle", "idle"],
    ["paused", "paused"],
    ["paused", "paused"],
    ["idle", "crashed"],
    ["idle", "idle"],
  ]);
  expect(marks(index).flags.filter(({ kind }) => kind === "paused")).toHaveLength(3);
});
