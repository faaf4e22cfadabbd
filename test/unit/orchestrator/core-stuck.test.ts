import { expect, test } from "vitest";
import { giveUp } from "../../../engine/flow/orchestrator/core/decide.ts";
import { createRegistry } from "../../../engine/flow/orchestrator/registry.ts";
import { type Deadline, PARKED_LIMIT } from "../../../engine/flow/orchestrator/record.ts";
import { PaperFlow } from "../../support/flows/paper-flow.ts";
import { teaFlow } from "../../support/flows/tea.ts";

const toPouring = () => ({ value: "pouring", context: { cups: 1, taste: "" } });

function steeping(): PaperFlow {
  const flow = new PaperFlow(teaFlow());
  flow.start();
  flow.reply(flow.token(), {});
  return flow;
}

test("O9: an event at which the machine fails is held, the flow is stuck with the reason, later events wait behind it", () => {
  const flow = steeping();
  flow.signal("BREAK", "break");
  expect(flow.saved).toMatchObject({ status: "stuck", state: "steeping", stuckBecause: "the pot broke" });
  expect(flow.of("flow-stuck")).toMatchObject([{ reason: "the pot broke" }]);
  flow.signal("BREAK", "break");
  flow.signal("SERVE");
  expect(flow.saved.parked.map(({ id }) => id)).toEqual(["break", "event-3"]);
  expect(flow.saved.state).toBe("steeping");
});

test("O9: a context that is no JSON afterwards makes the flow stuck instead of being stored as something else", () => {
  const flow = steeping();
  flow.signal("CLOCK");
  expect(flow.saved.stuckBecause).toBe("context.taste is a Map, which is not a plain JSON object");
});

test("O9: resumed as it was it is stuck again; resumed by a version that can do it, it goes on in order", () => {
  const flow = steeping();
  flow.signal("BREAK");
  flow.signal("SERVE");
  flow.take({ kind: "resume" });
  expect(flow.saved).toMatchObject({ status: "stuck", parked: [{ kind: "signal" }, { kind: "signal" }] });
  flow.register(teaFlow(), teaFlow({ version: "2", migrateFrom: { "1": toPouring } }));
  flow.take({ kind: "resume" });
  expect(flow.saved).toMatchObject({
    status: "running",
    state: "pouring",
    version: "2",
    parked: [],
    stuckBecause: null,
  });
  expect(flow.saved.pending).toMatchObject([{ step: "pour" }]);
});

test("O9: what is outstanding becomes the resuming event's, so that it is sent again", () => {
  const flow = new PaperFlow(teaFlow());
  flow.start();
  flow.take({ kind: "resume" }, "resume-1");
  expect(flow.saved.outbox).toMatchObject([{ kind: "command", by: "resume-1" }]);
  expect(flow.saved.deadlines).toMatchObject([{ by: "resume-1" }]);
});

test("O9: a start that cannot be handled leaves a record that can be found and resumed", () => {
  const flow = new PaperFlow(teaFlow());
  flow.start(null);
  expect(flow.saved).toMatchObject({ status: "stuck", snapshot: null, parked: [{ kind: "start" }] });
  expect(flow.saved.stuckBecause).toContain("null");
});

test("O9: an event that nobody finished is held by its flow, also when it was stored before its deliveries ran out", () => {
  const flow = steeping();
  const incoming = { kind: "signal", id: "heavy", flow: "tea-1", event: { type: "SERVE" } } as const;
  const registry = createRegistry([teaFlow()]);
  const moment = { base: flow.base, now: flow.now, writer: "me" };
  const decision = giveUp(registry, flow.record, incoming, moment, "nobody finished it");
  expect(decision).toMatchObject({ kind: "save", record: { status: "stuck", stuckBecause: "nobody finished it" } });
  const [handled = ""] = flow.saved.handled;
  const again = giveUp(registry, flow.record, { ...incoming, id: handled }, moment, "nobody finished it");
  expect(again).toMatchObject({ kind: "save", record: { parked: [{ id: handled }] } });
});

test("O9, O10: a stuck flow holds no more than its limit; what is beyond is delayed on the server", () => {
  const flow = steeping();
  flow.signal("BREAK");
  for (let n = 1; n < PARKED_LIMIT; n++) expect(flow.signal("SERVE").kind).toBe("save");
  expect(flow.signal("SERVE")).toMatchObject({ kind: "later", told: null });
  expect(flow.saved.parked).toHaveLength(PARKED_LIMIT);
  expect(flow.of("flow-event-dropped")).toEqual([]);
});

test("O9: an operator discards the event that the machine fails at, and the flow goes on with what waits behind it", () => {
  const flow = steeping();
  flow.signal("BREAK", "break");
  flow.signal("SERVE");
  const [deadline] = flow.saved.deadlines;
  flow.resume({ kind: "discard", parked: "break", reason: "sent by mistake" });
  expect(flow.saved).toMatchObject({ status: "running", state: "pouring", parked: [], stuckBecause: null });
  expect(flow.of("flow-event-dropped")).toMatchObject([
    { event: "BREAK", reason: "discarded by an operator: sent by mistake" },
  ]);
  // Delivered once more, it is known; and nothing is sent again because of the operator.
  expect(flow.signal("BREAK", "break").kind).toBe("drop");
  expect(flow.saved.outbox.map(({ by }) => by)).not.toContain(deadline?.by);
});

test("O9: an operator edits the event that the machine fails at, and the flow takes it as it should have been", () => {
  const flow = steeping();
  flow.signal("BREAK", "break");
  flow.resume({ kind: "edit", parked: "break", payload: { type: "SERVE" } });
  expect(flow.saved).toMatchObject({ status: "running", state: "pouring", parked: [] });
  const start = new PaperFlow(teaFlow());
  start.start(null, null, "start");
  start.resume({ kind: "edit", parked: "start", payload: { cups: 3 } });
  expect(start.saved).toMatchObject({ status: "running", state: "boiling", snapshot: { context: { cups: 3 } } });
});

test.each([
  [{ kind: "discard", parked: "nothing", reason: "" }, "no event nothing is parked"],
  [{ kind: "edit", parked: "break", payload: "no event" }, 'break cannot become "no event"'],
] as const)("O9: what an operator cannot do changes nothing and says why: %j", (change, reason) => {
  const flow = steeping();
  flow.signal("BREAK", "break");
  const before = flow.saved;
  expect(flow.resume(change)).toMatchObject({ kind: "drop", notes: [{ body: { reason } }] });
  expect(flow.saved).toBe(before);
});

test("O9: the start of a flow can be discarded; a start that is sent anew begins it", () => {
  const flow = new PaperFlow(teaFlow());
  flow.start(null, null, "start");
  flow.resume({ kind: "discard", parked: "start", reason: "no input" });
  expect(flow.saved).toMatchObject({ status: "stuck", stuckBecause: "its start was discarded: start it again" });
  flow.start();
  expect(flow.saved).toMatchObject({ status: "running", state: "boiling", stuckBecause: null });
});

test("O9: a deadline at which the machine fails can be discarded, and is set no longer", () => {
  const flow = steeping();
  flow.signal("BREAK", "break");
  const { token } = flow.saved.deadlines[0] as Deadline;
  flow.take({ kind: "deadline", token }, "deadline");
  flow.resume({ kind: "discard", parked: "deadline", reason: "too early" });
  expect(flow.saved).toMatchObject({ status: "stuck", parked: [{ id: "break" }], deadlines: [] });
});

test("O9, O7: of an answer and a timeout that are parked, the answer is taken, whichever came first", () => {
  const flow = steeping();
  flow.signal("SERVE");
  const pour = flow.token();
  flow.signal("BREAK", "break");
  expect(flow.of("flow-event-dropped")).toMatchObject([{ event: "BREAK" }]);
  const broken = { ...flow.saved, parked: [{ kind: "signal", id: "poison", flow: "tea-1", event: { type: "SIT" } }] };
  flow.record = { ...broken, status: "stuck" } as typeof flow.saved;
  const { token } = flow.saved.deadlines.at(-1) as Deadline;
  flow.take({ kind: "deadline", token });
  flow.reply(pour, "good");
  flow.resume();
  expect(flow.of("step-timed-out")).toEqual([]);
  expect(flow.saved).toMatchObject({ status: "done", output: { taste: "good" } });
});

test("O9: two states that lead to each other make the flow stuck, and the process goes on", () => {
  const flow = steeping();
  flow.signal("DIZZY");
  expect(flow.saved).toMatchObject({ status: "stuck", state: "steeping", parked: [{ kind: "signal" }] });
  expect(flow.saved.stuckBecause).toContain("Infinite loop detected");
});

test.each([Infinity, NaN, 1e17])(
  "O9, O12: a delay of %s ms makes the flow stuck instead of being over at once",
  (delay) => {
    const flow = steeping();
    flow.take({ kind: "signal", event: { type: "REMIND", in: delay } });
    expect(flow.saved).toMatchObject({ status: "stuck", state: "steeping" });
    expect(flow.saved.stuckBecause).toContain(`reminder is set for ${delay} ms`);
  },
);
