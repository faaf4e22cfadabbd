import { expect, test } from "vitest";
import { UNBORN_MS } from "../../../engine/flow/orchestrator/core/unborn.ts";
import { TOLD_FROM } from "../../../engine/flow/orchestrator/core/unknown.ts";
import { PaperFlow } from "../../support/flows/paper-flow.ts";
import { teaFlow } from "../../support/flows/tea.ts";

test("a signal that overtakes its flow's start waits for it and is taken right after, in order", () => {
  const flow = new PaperFlow(teaFlow());
  flow.signal("AGAIN", "again");
  flow.signal("CANCEL", "cancel");
  expect(flow.saved).toMatchObject({ status: "stuck", parked: [{ id: "again" }, { id: "cancel" }] });
  expect(flow.saved.stuckBecause).toContain("nobody has started it so far");
  flow.start({ cups: 2 }, null, "start");
  expect(flow.saved).toMatchObject({ definition: "tea", status: "done", state: "cold", parked: [], deadlines: [] });
  // It was commanded by the start and given up by the CANCEL, in one write: no service hears of it.
  expect(flow.saved.outbox.filter(({ kind }) => kind === "command")).toEqual([]);
  expect(flow.signal("CANCEL", "cancel").kind).toBe("drop");
  expect(flow.start({ cups: 2 }, null, "start").kind).toBe("drop");
});

test("a signal whose flow is never started is dropped in the end, and nothing is left of it", () => {
  const flow = new PaperFlow(teaFlow());
  flow.signal("CANCEL");
  const { token, due } = flow.saved.deadlines[0] ?? { token: "", due: 0 };
  expect(due - flow.now).toBe(UNBORN_MS);
  flow.take({ kind: "deadline", token });
  expect(flow.record).toBeNull();
  expect(flow.of("flow-event-dropped")).toMatchObject([
    { event: "CANCEL", reason: "nobody has started the flow in time" },
  ]);
});

test("what waits for a start can be discarded; with the last of it the record goes", () => {
  const flow = new PaperFlow(teaFlow());
  flow.signal("AGAIN", "again");
  flow.signal("CANCEL", "cancel");
  flow.resume({ kind: "discard", parked: "again", reason: "a mistake" });
  expect(flow.saved.parked).toMatchObject([{ id: "cancel" }]);
  flow.resume({ kind: "discard", parked: "cancel", reason: "a mistake" });
  expect(flow.record).toBeNull();
});

test("O9: a flow that cannot begin holds its start before what was said to it earlier", () => {
  const flow = new PaperFlow(teaFlow());
  flow.signal("CANCEL", "cancel");
  flow.start(null, null, "start");
  expect(flow.saved).toMatchObject({ status: "stuck", parked: [{ id: "start" }, { id: "cancel" }], deadlines: [] });
  flow.resume({ kind: "edit", parked: "start", payload: { cups: 1 } });
  expect(flow.saved).toMatchObject({ status: "done", state: "cold" });
});

const ofUnknown = { kind: "start", definition: "tee", input: { cups: 2 }, requester: null } as const;

test("O9, O11: a start of a definition that nobody knows is delayed, and its flow says so before long", () => {
  const flow = new PaperFlow(teaFlow());
  const reason = "the flow definition tee is not registered here; known are: tea";
  for (let held = 0; held < TOLD_FROM; held++) {
    expect(flow.take(ofUnknown, "start", held)).toMatchObject({ kind: "later", reason, told: null });
  }
  expect(flow.take(ofUnknown, "start", TOLD_FROM)).toMatchObject({ kind: "later", told: { kind: "save" } });
  expect(flow.saved).toMatchObject({ definition: "tee", status: "stuck", stuckBecause: reason });
  expect(flow.of("flow-stuck")).toMatchObject([{ reason }]);
  expect(flow.take(ofUnknown, "start", TOLD_FROM + 1)).toMatchObject({ kind: "later", reason, told: null });
});

test("O11: such a start begins its flow as soon as an orchestrator gets it that knows the definition", () => {
  const flow = new PaperFlow(teaFlow());
  flow.take(ofUnknown, "start", TOLD_FROM);
  flow.register(teaFlow(), { ...teaFlow(), name: "tee" });
  flow.take(ofUnknown, "start", TOLD_FROM + 1);
  expect(flow.saved).toMatchObject({ definition: "tee", status: "running", state: "boiling", stuckBecause: null });
});

test("who has misspelt a definition starts the flow under the right one, and the wrong start is refused", () => {
  const flow = new PaperFlow(teaFlow());
  flow.take(ofUnknown, "start", TOLD_FROM);
  flow.start();
  expect(flow.saved).toMatchObject({ definition: "tea", status: "running" });
  expect(flow.take(ofUnknown, "start", TOLD_FROM + 1)).toMatchObject({ kind: "refuse" });
});
