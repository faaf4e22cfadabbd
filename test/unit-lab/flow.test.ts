import { beforeAll, describe, expect, test } from "vitest";
import { orderCards } from "../../lab/src/stage/flow/order-cards.ts";
import { jobLife } from "../../lab/src/stage/job-life.ts";
import { marks } from "../../lab/src/panels/time-machine/marks.ts";
import { stageAt } from "../../lab/src/stage/stage.ts";
import type { CoordinatorView } from "../../lab/src/stage/flow/types.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import { runOf } from "../../lab/src/session/run-of.ts";
import { intervene, requestOf, writtenSetup } from "../../lab/src/session/run-setup.ts";
import type { Run } from "../../lab/src/session/types.ts";
import { glueHappy } from "../../scenarios/glue-happy.ts";
import { flowWorkers } from "../../scenarios/order-flow.ts";

async function ran(variant: string): Promise<Run> {
  const scenario = await localRunner.check(glueHappy, glueHappy.id);
  const request = { ...requestOf(scenario, writtenSetup(scenario)), variant };
  return runOf(0, request, await localRunner.run(request));
}

/** The same, its coordinator crashed by hand in the middle. */
async function crashed(run: Run): Promise<Run> {
  const interventions = intervene(run, { kind: "crash", actor: "coordinator-1" }, whenAllRun(run)) ?? [];
  const request = { ...run.request, interventions };
  return runOf(1, request, await localRunner.run(request));
}

const crashedAt = (run: Run) => run.request.interventions[0]?.atMs ?? 0;
const coordinator = ({ index }: Run, atMs: number) => stageAt(index, atMs).coordinators[0] as CoordinatorView;
const underWay = (view: CoordinatorView) => view.flows.filter(({ ended }) => ended === null).map(({ flow }) => flow);
const first = ({ outcome }: Run, type: string, flow: string, step?: string) => {
  const event = outcome.events.find(
    (one) => one.type === type && "flow" in one && one.flow === flow && (!step || ("step" in one && one.step === step)),
  );
  if (!event) throw new Error(`no ${type} of ${flow}`);
  return event;
};

/** When the last of the three orders has come into the table, and none of them has ended. */
function whenAllRun(run: Run): number {
  const at = first(run, "flow-state-saved", "order-3").at + 1;
  expect(first(run, "step-commanded", "order-1", "notify").at).toBeLessThan(at);
  expect(first(run, "flow-ended", "order-1").at).toBeGreaterThan(at);
  return at;
}

describe("the picture of a flow", () => {
  let run: Run;
  beforeAll(async () => {
    run = await ran("level-3");
  });

  test("orders lead to the coordinator, commands to the services, answers back to it and on to the shop", () => {
    const ways = run.index.topology.edges.map(({ from, to, kind }) => `${kind}: ${from} → ${to}`);
    expect(ways).toContain("send: requester:shop → queue:orders");
    expect(ways).toContain("deliver: queue:orders → coordinator:coordinator-1");
    expect(ways).toContain("send: coordinator:coordinator-1 → queue:payment");
    expect(ways).toContain("deliver: queue:payment → worker:payment-1");
    expect(ways).toContain("effect: worker:payment-1 → outside");
    expect(ways).toContain("reply: worker:payment-1 → queue:coordinator-replies");
    expect(ways).toContain("return: queue:coordinator-replies → coordinator:coordinator-1");
    expect(ways).toContain("reply: coordinator:coordinator-1 → queue:shop-replies");
    expect(ways).toContain("keep: coordinator:coordinator-1 → store");
  });

  test("nothing lies among the dead letters, so there are no dead-letter queues", () => {
    expect(run.index.topology.nodes.filter(({ role }) => role === "dead-letters")).toEqual([]);
  });

  test("a command says what to do, an answer what became of it", () => {
    const { at } = first(run, "step-commanded", "order-1");
    const command = stageAt(run.index, at + 20).tokens.find(({ job }) => job === "order-1-reserve");
    expect(command).toMatchObject({ kind: "job", word: "reserve", to: "queue:stock" });
    const done = first(run, "step-done", "order-1");
    const answer = stageAt(run.index, done.at - 100).tokens.find(({ job }) => job === "reply-order-1-reserve-1");
    expect(answer).toMatchObject({ kind: "reply", word: "reserve done" });
  });

  test("an order's life is its flow's, a command's begins with who commanded it", () => {
    const order = jobLife(run.index, "order-1").map(({ text }) => text);
    expect(order).toContain("coordinator-1 started order-1");
    expect(order).toContain("coordinator-1 commanded payment: charge for order-1");
    expect(order).toContain("the payment provider charged €20 for order-1");
    expect(order).toContain("coordinator-1 considers order-1 completed");
    const command = jobLife(run.index, "order-1-charge").map(({ text }) => text);
    expect(command[0]).toBe("sent by coordinator-1, a command to charge for order-1");
    expect(command).toContain("the payment provider charged €20 for order-1");
    expect(command).toContain("coordinator-1 learned that charge is done for order-1");
  });

  test("the time machine tells the story in five lanes, with no flag but the lesson's where nothing goes wrong", () => {
    const { ticks, flags } = marks(run.index);
    const count = (kind: string) => ticks.filter((tick) => tick.kind === kind).length;
    expect(["asked", "commanded", "outside", "step-answered", "ended"].map(count)).toEqual([3, 12, 12, 12, 3]);
    expect(flags.map(({ kind }) => kind)).toEqual(["decisive"]);
  });
});

describe.each([0, 1, 2, 3, 4, 5, 6])("level %i", (level) => {
  let run: Run;
  let at: number;
  beforeAll(async () => {
    run = await ran(`level-${level}`);
    at = whenAllRun(run);
  });

  test("keeps its table in memory, and from level 2 on in a store", () => {
    const view = coordinator(run, at);
    expect(view.keeps).toBe(level < 2 ? "memory" : "store");
    expect(stageAt(run.index, at).store?.rows ?? 0).toBe(level < 2 ? 0 : 3);
    expect(underWay(view)).toEqual(["order-1", "order-2", "order-3"]);
  });

  test("has a timer for what it waits for: in memory, and from level 3 on stored", () => {
    const { timers } = coordinator(run, at);
    expect(timers.length).toBeGreaterThan(0);
    expect(new Set(timers.map(({ where }) => where))).toEqual(new Set([level < 3 ? "memory" : "store"]));
    for (const { due, remainingMs } of timers) expect(remainingMs).toBe(due - at);
    expect(coordinator(run, run.index.endMs).timers).toEqual([]);
  });

  test("its rows are read, whatever it writes into them", () => {
    const row = coordinator(run, at).flows.find(({ flow }) => flow === "order-1");
    const steps = row?.steps.map(({ step, is }) => `${step} ${is}`) ?? [];
    if (level < 2) expect(steps).toEqual([]);
    else expect(steps).toEqual(["reserve done", "charge done", "ship sent", "notify sent"]);
    expect(row?.steps.every(({ due }) => (due === null) === level < 3 || due === null)).toBe(true);
    expect(row?.more).toEqual([]);
    expect(coordinator(run, run.index.endMs).flows.map(({ ended }) => ended)).toEqual(Array(3).fill("completed"));
  });

  test("at the end every card is whole: truth, belief and what was told agree", () => {
    for (const card of orderCards(run.index, run.index.endMs)) {
      expect(card).toMatchObject({
        truth: ["stock reserved", "€20 paid", "parcel left", "mail sent"],
        believed: "completed",
        told: "completed",
        disagrees: { believed: false, told: false },
        damage: [],
        atRest: true,
      });
    }
    expect(stageAt(run.index, run.index.endMs).outside).toEqual({
      reserved: 3,
      paidCents: 6_000,
      parcels: 3,
      mails: 3,
    });
  });

  test("while it runs nothing is called damage", () => {
    for (let at = 0; at < run.index.endMs - 1_000; at += 50) {
      for (const { damage, atRest } of orderCards(run.index, at)) if (!atRest) expect(damage).toEqual([]);
    }
  });
});

describe("a coordinator that crashes", () => {
  test("in memory: its table and timers are wiped, and what it drove is forgotten", async () => {
    const run = await crashed(await ran("level-0"));
    const at = crashedAt(run);
    const before = coordinator(run, at - 1);
    expect(before.mortal).toEqual({ flows: underWay(before).length, timers: before.timers.length });
    const dead = coordinator(run, at);
    expect(dead).toMatchObject({ state: "crashed", crashedAt: at, flows: [], timers: [] });
    expect(dead.wiped).toEqual({ flows: underWay(before), timers: before.timers.length });
    expect(orderCards(run.index, at).map(({ believed }) => believed)).toEqual(Array(3).fill("forgotten"));
    const end = orderCards(run.index, run.index.endMs);
    // The third had only just come: it was not acknowledged yet, so it comes again.
    expect(end.map(({ damage }) => damage.includes("the flow never ended"))).toEqual([true, true, false]);
  });

  test("stored: the table lives on; timers in memory do not (level 2), stored deadlines do (level 3)", async () => {
    const [two, three] = [await crashed(await ran("level-2")), await crashed(await ran("level-3"))];
    for (const run of [two, three]) {
      const at = crashedAt(run);
      expect(underWay(coordinator(run, at))).toEqual(["order-1", "order-2", "order-3"]);
      expect(stageAt(run.index, at).store).toMatchObject({ rows: 3, underWay: 3 });
    }
    expect(coordinator(two, crashedAt(two)).timers).toEqual([]);
    expect(coordinator(two, crashedAt(two)).wiped?.timers).toBeGreaterThan(0);
    expect(coordinator(three, crashedAt(three)).timers.length).toBeGreaterThan(0);
    expect(coordinator(three, crashedAt(three)).wiped).toEqual({ flows: [], timers: 0 });
  });
});

test("an order that is refused goes back; what is left of it is damage only at the end", async () => {
  const source = {
    ...glueHappy,
    claims: [],
    workers: flowWorkers({ refuses: { payment: [{ order: "order-2", action: "charge" }] } }),
  };
  const scenario = await localRunner.check(source, source.id);
  const request = { ...requestOf(scenario, writtenSetup(scenario)), variant: "level-5" };
  const run = runOf(0, request, await localRunner.run(request));
  const back = first(run, "flow-compensating", "order-2");
  const cards = (at: number) => orderCards(run.index, at).find(({ order }) => order === "order-2");
  expect(cards(back.at - 1)).toMatchObject({ believed: "running" });
  expect(cards(back.at)).toMatchObject({ believed: "compensating", truth: ["stock reserved"], damage: [] });
  expect(coordinator(run, back.at + 200).flows.find(({ flow }) => flow === "order-2")?.undo).toContain("release");
  expect(cards(run.index.endMs)).toMatchObject({ believed: "cancelled", told: "cancelled", truth: [], damage: [] });
  expect(marks(run.index).flags.map(({ kind }) => kind)).toContain("compensating");
  const { ledger } = stageAt(run.index, run.index.endMs);
  expect(ledger).toMatchObject({ expected: { effects: 2, cents: 4_000 }, actual: { effects: 2, cents: 4_000 } });
});
