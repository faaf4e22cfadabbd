import { expect, test } from "vitest";
import type { Requester } from "../../../engine/flow/orchestrator/record.ts";
import { ASKERS_LIMIT, CLOSED_KEPT, HANDLED_KEPT } from "../../../engine/flow/orchestrator/record.ts";
import { PaperFlow } from "../../support/flows/paper-flow.ts";
import { teaFlow } from "../../support/flows/tea.ts";

const requester = (tryNumber: number, request = "ask-1"): Requester => ({
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
  expect(flow.start({ cups: 9 }, requester(1), "another").kind).toBe("save");
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

const message = (asked: Requester, name: string): Requester => ({ ...asked, message: name });

test("O8: who asks again under a new try takes the place of the old one", () => {
  const flow = new PaperFlow(teaFlow());
  flow.start({ cups: 2 }, requester(1));
  flow.start({ cups: 2 }, requester(2));
  expect(flow.start({ cups: 2 }, requester(1)).kind).toBe("drop");
  flow.start({ cups: 2 }, requester(1, "ask-2"));
  flow.reply(flow.token(), {});
  flow.due();
  flow.reply(flow.token(), "good");
  const answers = flow.saved.outbox.flatMap((entry) => (entry.kind === "answer" ? [entry.requester.job] : []));
  expect(answers.toSorted()).toEqual(["ask-1-try-2", "ask-2-try-1"]);
});

test("O8: after the end everybody who asks is told, under whatever id, and nothing is written for it", () => {
  const flow = new PaperFlow(teaFlow());
  flow.start({ cups: 2 }, message(requester(1), "orders:1"), "start ask-1");
  flow.reply(flow.token(), {});
  flow.due();
  flow.reply(flow.token(), "good");
  const before = flow.saved;
  const output = { cups: 2, taste: "good" };
  for (let n = 2; n <= 3 * ASKERS_LIMIT; n++) {
    const again = message(requester(1, `ask-${n}`), `orders:${n}`);
    expect(flow.start({ cups: 2 }, again)).toEqual({ kind: "answer", requester: again, output });
  }
  const restarted = message(requester(1), "orders:99");
  expect(flow.start({ cups: 2 }, restarted, "start ask-1")).toEqual({ kind: "answer", requester: restarted, output });
  // The message that asked first is delivered again: it has been answered with the end.
  expect(flow.start({ cups: 2 }, message(requester(1), "orders:1"), "start ask-1").kind).toBe("drop");
  expect(flow.saved).toBe(before);
});

test("O8, O10: more requesters than a record holds are delayed until there is room, and none is forgotten", () => {
  const flow = new PaperFlow(teaFlow());
  flow.start();
  const ask = (n: number) => flow.start({ cups: 2 }, message(requester(1, `ask-${n}`), `orders:${n}`)).kind;
  for (let n = 1; n <= ASKERS_LIMIT; n++) expect(ask(n)).toBe("save");
  expect(ask(ASKERS_LIMIT + 1)).toBe("later");
  flow.signal("CANCEL");
  expect(flow.saved.outbox.filter(({ kind }) => kind === "answer")).toHaveLength(ASKERS_LIMIT);
  expect(ask(ASKERS_LIMIT + 1)).toBe("answer");
});

test("O8: a stuck flow takes note of who asks for it", () => {
  const flow = new PaperFlow(teaFlow());
  flow.start();
  flow.reply(flow.token(), {});
  flow.signal("BREAK");
  flow.start({ cups: 2 }, requester(1));
  expect(flow.saved).toMatchObject({ parked: [{ kind: "signal" }], answerTo: [{ job: "ask-1-try-1" }] });
});

test("two kinds of flows cannot share an id: the second one is refused, and the first goes on", () => {
  const flow = new PaperFlow(teaFlow(), { ...teaFlow(), name: "coffee" });
  flow.start();
  const before = flow.saved;
  const coffee = flow.take({ kind: "start", definition: "coffee", input: { cups: 1 }, requester: requester(1) });
  expect(coffee).toMatchObject({ kind: "refuse", told: null });
  expect(coffee).toMatchObject({
    reason: expect.stringContaining("flow tea-1 is one of the definition tea") as unknown,
  });
  expect(flow.saved).toBe(before);
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
  for (let n = 0; n < 2 * HANDLED_KEPT; n++) flow.start({ cups: 2 }, requester(n + 1));
  expect(flow.saved.handled).toContain("start");
  expect(flow.start({ cups: 2 }, null, "start").kind).toBe("drop");
});
