import { expect, test } from "vitest";
import { cameBack } from "../../../../engine/scenario/checks/came-back.ts";
import { delivery, doneBy, factsOf, sent, traceOf, type Written } from "../../../support/traces.ts";

/** order-1 is delivered to worker-1 at 10, which dies at 50; its deadline is 1,010. */
const beforeCrash: readonly Written[] = [
  ...sent("order-1", 0),
  { type: "job-delivered", ...delivery("order-1"), deadline: 1_010, at: 10 },
  { type: "job-started", ...delivery("order-1"), at: 10 },
];
const crash: Written = { type: "actor-crashed", role: "worker", by: "fault", detail: "", at: 50 };
const judge = (events: readonly Written[], broker: "sim" | "nats" = "sim") =>
  cameBack(factsOf(traceOf(events), {}, broker), { queue: "orders" });

test("true: it came back at its deadline, to somebody, and was done", () => {
  expect(judge([...beforeCrash, crash, ...doneBy("worker-2", "order-1", 1_010, 2)])).toEqual({
    holds: true,
    detail: "order-1 came back to worker-2 as delivery 2",
  });
});

test("false: it came back before its deadline", () => {
  expect(judge([...beforeCrash, crash, ...doneBy("worker-2", "order-1", 1_009, 2)])).toMatchObject({
    holds: false,
    detail: "came back before the visibility timeout: order-1",
  });
});

test("on a real server the processes' clocks are a bound, not an exact time", () => {
  expect(judge([...beforeCrash, crash, ...doneBy("worker-2", "order-1", 1_000, 2)], "nats").holds).toBe(true);
  expect(judge([...beforeCrash, crash, ...doneBy("worker-2", "order-1", 500, 2)], "nats").holds).toBe(false);
});

test("false: it never came back, or came back and was not done, or came with the same count", () => {
  const lost = { holds: false, detail: "did not come back and get done: order-1" };
  expect(judge([...beforeCrash, crash])).toEqual(lost);
  const notDone = doneBy("worker-2", "order-1", 1_010, 2).filter(({ type }) => !type.startsWith("job-ack"));
  expect(judge([...beforeCrash, crash, ...notDone])).toEqual(lost);
  expect(judge([...beforeCrash, crash, ...doneBy("worker-2", "order-1", 1_010, 1)]).holds).toBe(false);
});

test("false: nobody crashed, or the one who crashed held nothing", () => {
  const nobody = { holds: false, detail: "no worker crashed while it held a job" };
  expect(judge([...sent("order-1", 0), ...doneBy("worker-1", "order-1", 10)])).toEqual(nobody);
  expect(judge([...sent("order-1", 0), ...doneBy("worker-1", "order-1", 10), { ...crash, at: 200 }])).toEqual(nobody);
  expect(judge([...beforeCrash, { ...crash, incarnation: 2 }])).toEqual(nobody);
});

test("an ack that arrived although its sender died before it heard so: done", () => {
  const returned = doneBy("worker-2", "order-1", 1_010, 2).filter(({ type }) => type !== "job-acked");
  expect(judge([...beforeCrash, crash, ...returned]).holds).toBe(true);
});
