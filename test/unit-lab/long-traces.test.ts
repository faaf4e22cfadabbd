import { expect, test } from "vitest";
import { deriveMessage } from "../../lab/src/stage/trace/derive-messages.ts";
import { TraceReader } from "../../lab/src/stage/trace/read-trace.ts";
import { TraceBuilder } from "./trace-builder.ts";

/** More than fit on the stack as arguments of one call. */
const MANY = 150_000;

test("a message may have been delivered 150,000 times", () => {
  const trace = new TraceBuilder().starts(0, "worker-1", "worker").sends(10, "job-1", 1);
  for (let attempt = 1; attempt <= MANY; attempt++) {
    const delivery = { queue: "orders", job: "job-1", streamSequence: 1, attempt, deadline: 2_000 * attempt };
    trace.add(1_000 * attempt, "worker-1", { type: "job-delivered", ...delivery });
  }
  const [draft] = new TraceReader().read(trace.events).messages.values();
  const message = draft && deriveMessage(draft, { hopMs: 100, queues: [], poisoned: new Set(), servers: null });
  expect(message?.deliveries.length).toBe(MANY);
  expect(message?.deletedAt).toBe(Infinity);
});
