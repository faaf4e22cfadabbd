import { expect, test } from "vitest";
import type { Asker } from "../../../engine/flow/orchestrator/record.ts";
import { CLOSED_KEPT, HANDLED_KEPT } from "../../../engine/flow/orchestrator/record.ts";
import { PaperFlow } from "../../support/flows/paper-flow.ts";
import { teaFlow } from "../../support/flows/tea.ts";

const asker = (tryNumber: number, request = "ask-1"): Asker => ({
  address: { replyTo: "shop", correlation: `${request}-try-${tryNumber}`, request, try: tryNumber, deadlineMs: null },
  job: `${request}-try-${tryNumber}`,
});

test("O4: an event that comes again changes nothing, whatever came in between", () => {
  const flow = new PaperFlow(teaFlow());
  flow.start({ cups: 2 }, null, "start");
  const token = flow.token();
  flow.reply(token, {}, "answer");
  const before = flow.saved;
  for (const again of [() => flow.start({ cups: 2 }, null, "start"), () => flow.reply(token, {}, "answer")]) {
    expect(again()).toMatchObject({ kind: "drop" });
    expect(flow.saved).toBe(before);
  }
  expect(flow.of("flow-event-dropped")).toHaveLength(2);
});

test("O3: what an event decided stays in the outbox under its name until it is answered, whoever writes meanwhile", () => {
  const flow = new PaperFlow(teaFlow());
  flow.start({ cups: 2 }, null, "start");
  expect(flow.start({ cups: 9 }, asker(1), "another").kind).toBe("save");
  expect(flow.saved.outbox).toMatchObject([{ kind: "command", by: "start" }]);
  flow.reply(flow.token(), {});
  expect(flow.saved.outbox.filter(({ kind }) => kind === "command")).toEqual([]);
});

test("another process that gets a handled event tells again what still stands, because the first may have died silent", () => {
  const flow = new PaperFlow(teaFlow());
  flow.start({ cups: 2 }, null, "start");
  flow.told.length = 0;
  flow.start({ cups: 2 }, null, "start");
  expect(flow.told.map(({ type }) => type)).toEqual(["flow-event-dropped"]);
  flow.writer = "another";
  flow.start({ cups: 2 }, null, "start");
  const types = flow.told.slice(1).map(({ type }) => type);
  expect(types).toEqual(["flow-event-dropped", "flow-started", "step-commanded", "timer-set"]);
});

test("O8: who asks again under a new try takes the place of the old one, and is told after the end too", () => {
  const flow = new PaperFlow(teaFlow());
  flow.start({ cups: 2 }, asker(1));
  flow.start({ cups: 2 }, asker(2));
  expect(flow.start({ cups: 2 }, asker(1)).kind).toBe("drop");
  flow.start({ cups: 2 }, asker(1, "ask-2"));
  flow.reply(flow.token(), {});
  flow.due();
  flow.reply(flow.token(), "good");
  const answers = () => flow.saved.outbox.flatMap((entry) => (entry.kind === "answer" ? [entry.asker.job] : []));
  expect(answers().toSorted()).toEqual(["ask-1-try-2", "ask-2-try-1"]);
  flow.start({ cups: 2 }, asker(3));
  expect(answers().toSorted()).toEqual(["ask-1-try-3", "ask-2-try-1"]);
  expect(flow.saved.outbox.at(-1)).toMatchObject({ kind: "answer", payload: { cups: 2, taste: "good" } });
});

test("O10: a flow that goes round two thousand times has a record as small as after two hundred", () => {
  const flow = new PaperFlow(teaFlow());
  flow.start();
  const size = () => JSON.stringify(flow.saved).length;
  const round = () => flow.signal("AGAIN");
  for (let n = 0; n < 200; n++) round();
  const early = size();
  for (let n = 0; n < 2_000; n++) round();
  expect(size()).toBeLessThan(early * 1.1);
  const { handled, closed, pending, deadlines, outbox } = flow.saved;
  expect([handled.length, closed.length, pending.length, deadlines.length]).toEqual([HANDLED_KEPT, CLOSED_KEPT, 1, 1]);
  expect(outbox.map(({ kind }) => kind)).toEqual(["unschedule", "command"]);
});

test("O10: an event that may still have to send something is remembered longer than the ring is long", () => {
  const flow = new PaperFlow(teaFlow());
  flow.start({ cups: 2 }, null, "start");
  for (let n = 0; n < 2 * HANDLED_KEPT; n++) flow.start({ cups: 2 }, asker(n + 1));
  expect(flow.saved.handled).toContain("start");
  expect(flow.start({ cups: 2 }, null, "start").kind).toBe("drop");
});
