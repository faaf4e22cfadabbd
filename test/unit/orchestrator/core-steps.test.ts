import { expect, test } from "vitest";
import { PaperFlow } from "../../support/flows/paper-flow.ts";
import { teaFlow } from "../../support/flows/tea.ts";

function started(): PaperFlow {
  const flow = new PaperFlow(teaFlow());
  flow.start();
  return flow;
}

test("O1: a start decides state, command and deadline in one record", () => {
  const flow = started();
  const token = "tea-1:0:1";
  expect(flow.saved).toMatchObject({
    state: "boiling",
    status: "running",
    pending: [{ invoke: "kettle", step: "boil", tries: 1, token }],
    deadlines: [{ name: "boil timeout", due: 1_005_000, purpose: { kind: "try" } }],
    outbox: [{ kind: "command", queue: "kitchen", job: "tea-1-boil", payload: { cups: 2 }, token }],
  });
});

test("a reply ends its step, takes its deadline back and lets the machine go on to its delay", () => {
  const flow = started();
  flow.reply(flow.token(), { degrees: 100 });
  expect(flow.saved).toMatchObject({ state: "steeping", pending: [] });
  expect(flow.saved.deadlines).toMatchObject([{ name: "after 60000 in tea.steeping", due: 1_060_000 }]);
  expect(flow.saved.outbox).toMatchObject([{ kind: "unschedule", name: "boil timeout" }]);
  expect(flow.told.map(({ type }) => type)).toEqual([
    "flow-started",
    "machine-state-changed",
    "step-commanded",
    "timer-set",
    "reply-received",
    "timer-cleared",
    "step-done",
    "machine-state-changed",
    "timer-set",
  ]);
});

test("O7: a try that times out is followed by the next, under a token and a job of its own; the last one fails the step", () => {
  const flow = started();
  const first = flow.token();
  flow.due();
  expect(flow.token()).not.toBe(first);
  expect(flow.saved.pending).toMatchObject([{ tries: 2, visit: first, token: `${first}/2` }]);
  expect(flow.saved.outbox).toMatchObject([{ job: "tea-1-boil-2", try: 2 }]);
  flow.due();
  expect(flow.of("step-timed-out").map((told) => told.try)).toEqual([1, 2]);
  expect(flow.saved).toMatchObject({ state: "cold", status: "done", pending: [], deadlines: [] });
});

test("O7: a step without a last try waits between tries as its backoff says, and goes on for ever", () => {
  const flow = started();
  flow.reply(flow.token(), {});
  flow.due();
  for (let n = 1; n <= 20; n++) {
    expect(flow.due().name).toBe("pour timeout");
    expect(flow.saved.pending).toMatchObject([{ token: null, tries: n }]);
    const before = flow.now;
    expect(flow.due()).toMatchObject({ name: "pour next try", due: before + 700 });
  }
  expect(flow.saved.pending).toMatchObject([{ tries: 21 }]);
  flow.reply(flow.token(), "good");
  expect(flow.saved).toMatchObject({ status: "done", output: { cups: 2, taste: "good" } });
});

test("O5: an answer to the first of very many tries answers the step: its service may be that far behind", () => {
  const flow = started();
  flow.reply(flow.token(), {});
  flow.due();
  const first = flow.token();
  for (let n = 1; n <= 200; n++) for (const _ of ["timeout", "next try"]) flow.due();
  expect(flow.saved.pending).toMatchObject([{ tries: 201 }]);
  flow.reply(first, "good");
  expect(flow.of("step-done").at(-1)).toMatchObject({ step: "pour", try: 1 });
  expect(flow.saved).toMatchObject({ status: "done", output: { cups: 2, taste: "good" } });
});

test("O5: an answer to an earlier try of a step that is waited for answers it; the other try's is a duplicate", () => {
  const flow = started();
  const first = flow.token();
  flow.due();
  const second = flow.token();
  flow.reply(first, {});
  expect(flow.saved.state).toBe("steeping");
  expect(flow.of("step-done")).toMatchObject([{ step: "boil", try: 1 }]);
  expect(flow.reply(second, {})).toMatchObject({ kind: "drop", notes: [{ body: { type: "reply-duplicate" } }] });
});

test("a refusal is the invoke's error, and tells how often it was asked", () => {
  const flow = new PaperFlow(teaFlow());
  flow.start();
  flow.due();
  flow.reply(flow.token(), { done: false, reason: "no water" });
  expect(flow.of("step-failed")).toMatchObject([{ step: "boil", try: 2, reason: "no water" }]);
  expect(flow.saved).toMatchObject({ state: "cold", status: "done", outcome: "completed" });
});

test("O5: the reply and the deadline of an earlier visit to a state are not this visit's", () => {
  const flow = started();
  const earlier = { reply: flow.token(), deadline: flow.saved.deadlines[0]?.token ?? "" };
  flow.signal("AGAIN");
  expect(flow.saved).toMatchObject({ state: "boiling" });
  expect(flow.token()).not.toBe(earlier.reply);
  expect(flow.saved.outbox).toMatchObject([{ kind: "unschedule" }, { kind: "command", job: "tea-1-boil-2" }]);
  const before = flow.saved;
  expect(flow.reply(earlier.reply, {})).toMatchObject({ kind: "drop", notes: [{ body: { type: "reply-late" } }] });
  expect(flow.take({ kind: "deadline", token: earlier.deadline })).toMatchObject({
    kind: "drop",
    notes: [{ body: { type: "flow-event-dropped", reason: "this deadline is no longer set" } }],
  });
  expect(flow.saved).toBe(before);
  flow.reply(flow.token(), {});
  expect(flow.saved.state).toBe("steeping");
});

test("O5: the delay of an earlier visit, which XState calls by the same name, does not fire in this one", () => {
  const flow = started();
  flow.reply(flow.token(), {});
  const [earlier] = flow.saved.deadlines;
  flow.now += 59_000;
  flow.signal("AGAIN");
  const [later] = flow.saved.deadlines;
  expect(later).toMatchObject({ name: earlier?.name, purpose: earlier?.purpose, due: flow.now + 60_000 });
  flow.now += 1_000;
  expect(flow.take({ kind: "deadline", token: earlier?.token ?? "" }).kind).toBe("drop");
  expect(flow.saved.state).toBe("steeping");
});

test("O5: replies are told apart: late, duplicate, of nobody", () => {
  const flow = started();
  const token = flow.token();
  flow.reply(token, {});
  flow.reply(token, {});
  flow.reply("tea-1:999:1", {});
  flow.reply("coffee-1:0:1", {});
  expect(flow.of("reply-duplicate")).toHaveLength(1);
  expect(flow.of("reply-late")).toHaveLength(1);
  expect(flow.of("reply-orphaned")).toHaveLength(1);
});

test("a signal that the state does not take is recorded and refused; one that it takes without a change is handled", () => {
  const flow = started();
  const before = flow.saved;
  expect(flow.signal("SERVE", "signal early")).toMatchObject({
    kind: "save",
    notes: [{ body: { type: "flow-event-dropped", event: "SERVE", reason: "the state boiling does not take it" } }],
  });
  const savedBy = { event: "signal early", refused: "the state boiling does not take it" };
  expect(flow.saved).toMatchObject({ ...before, savedBy });
  flow.reply(flow.token(), {});
  // Refused is not handled: said again, it may be taken.
  flow.signal("SERVE", "signal early");
  expect(flow.saved.state).toBe("pouring");
  expect(flow.saved.savedBy.refused).toBeUndefined();
  flow.reply(flow.token(), "fine");
  expect(flow.signal("SERVE")).toMatchObject({ notes: [{ body: { reason: "the flow has ended" } }] });
});

test("O7: a command that ends without an answer fails its step at once; one of an earlier try does not", () => {
  const flow = started();
  const first = flow.token();
  flow.due();
  expect(flow.fail(first, "no gas").kind).toBe("drop");
  expect(flow.saved).toMatchObject({ state: "boiling", pending: [{ tries: 2 }] });
  flow.fail(flow.token(), "no water");
  expect(flow.of("step-failed")).toMatchObject([{ step: "boil", try: 2, reason: "no water", unanswered: true }]);
  expect(flow.saved).not.toMatchObject({ state: "boiling" });
});

test("O7: a step that is tried until it is answered waits for its time when a command ends without an answer", () => {
  const flow = started();
  flow.reply(flow.token(), { degrees: 100 });
  flow.due();
  const token = flow.token();
  expect(flow.fail(token, "no cup").kind).toBe("drop");
  expect(flow.saved.pending).toMatchObject([{ step: "pour", token }]);
});
