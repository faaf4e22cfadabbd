import { describe, expect, test } from "vitest";
import { randomFaults, withFaults } from "../../../engine/explore/random-faults.ts";
import { ORDER_DESIGNS } from "../../../engine/scenario/parts/flow/schema.ts";
import type { Fault } from "../../../engine/scenario/faults/registry.ts";
import { CrashPoint } from "../../../engine/trace/crash-point.ts";

const SEEDS = Array.from({ length: 400 }, (_, n) => n + 1);
const ALL = SEEDS.map((seed) => randomFaults(seed, { design: "orchestrated" }).scenario);
const FAULTS = ALL.flatMap(({ faults }) => faults);

function pointsOf(kind: "crash" | "pause"): string[] {
  return FAULTS.flatMap((fault) => (fault.kind === kind && "point" in fault.at ? [fault.at.point] : []));
}

/** Nothing dies in a flow for good, and nobody is at the dead-letter queue. */
const ELSEWHERE: readonly CrashPoint[] = [
  CrashPoint.BeforeDeadLetterAck,
  CrashPoint.BeforeBegun,
  CrashPoint.BeforeReplayed,
  CrashPoint.BeforeDiscarded,
  CrashPoint.BeforeDelete,
];

const momentOf = (fault: Fault) => ("at" in fault && "atMs" in fault.at ? fault.at.atMs : null);
/** Does somebody else of the coordinators die at the same moment? */
function isDowntime(fault: Fault, faults: readonly Fault[]): boolean {
  const isCoordinators = (one: Fault) =>
    one.kind === "crash" && "actor" in one.at && one.at.actor.startsWith("coordinator-") && momentOf(one) !== null;
  return (
    isCoordinators(fault) &&
    faults.some((one) => one !== fault && isCoordinators(one) && momentOf(one) === momentOf(fault))
  );
}

describe("random faults", () => {
  test("the same seed gives the same scenario, another one another", () => {
    const again = SEEDS.map((seed) => randomFaults(seed, { design: "orchestrated" }).scenario);
    expect(again).toEqual(ALL);
    expect(new Set(ALL.map(({ faults }) => JSON.stringify(faults))).size).toBeGreaterThan(390);
  });

  test("every kind of fault occurs, at every point that a coordinator or a service passes", () => {
    const points = Object.values(CrashPoint).filter((point) => !ELSEWHERE.includes(point));
    expect(new Set(pointsOf("crash"))).toEqual(new Set(points));
    expect(new Set(pointsOf("pause"))).toEqual(new Set(points));
    const onTheWire = FAULTS.flatMap((fault) => (fault.kind === "wire" ? [fault.what] : []));
    expect(new Set(onTheWire)).toEqual(new Set(["lose", "delay", "duplicate"]));
    const timed = FAULTS.flatMap((fault) =>
      (fault.kind === "crash" || fault.kind === "pause") && "atMs" in fault.at
        ? [`${fault.kind} ${fault.at.actor.replace(/-\d$/, "")}`]
        : [],
    );
    for (const actor of ["coordinator", "shop", "stock", "payment", "shipping", "mail"]) {
      expect(timed).toContain(`crash ${actor}`);
      expect(timed).toContain(`pause ${actor}`);
    }
  });

  test("one to six faults, one to three coordinators, and orders that are refused at each step", () => {
    const counts = new Set(ALL.map(({ faults }) => faults.filter((fault) => !isDowntime(fault, faults)).length));
    expect([...counts].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(new Set(ALL.map(({ flow }) => flow?.coordinators))).toEqual(new Set([1, 2, 3]));
    const refused = ALL.flatMap(({ workers }) =>
      workers.flatMap(({ handler }) => (handler.kind === "service" ? handler.refuses.map(({ action }) => action) : [])),
    );
    expect(new Set(refused)).toEqual(new Set(["reserve", "charge", "ship"]));
  });

  test("or none at all, with all else the same", () => {
    const { faults, shows, ...quiet } = randomFaults(7, { design: "glue-L3", mostFaults: 0 }).scenario;
    expect([faults, shows]).toEqual([[], expect.stringContaining("seed 7: 4 orders")]);
    expect(randomFaults(7, { design: "glue-L3" }).scenario).toMatchObject(quiet);
  });

  test("faults fall together now and then", () => {
    const together = ALL.filter(({ faults }) => {
      const moments = faults.flatMap((fault) => ("at" in fault && "atMs" in fault.at ? [fault.at.atMs] : []));
      return moments.length > new Set(moments).size;
    });
    expect(together.length).toBeGreaterThan(2);
  });

  test("what nobody waits for is not lost: a mail's last try, and what the shop sends and gets unless it asks again", () => {
    const lost = ALL.flatMap(({ faults, requesters }) =>
      faults.flatMap((fault) =>
        fault.kind === "wire" && fault.what === "lose" ? [{ job: fault.job, asks: requesters[0]?.tries !== 1 }] : [],
      ),
    );
    expect(lost.length).toBeGreaterThan(50);
    expect(lost.filter(({ job }) => /^order-\d+-notify-try/.test(job))).toEqual([]);
    const ofShop = lost.filter(({ job }) => /^(reply-)?order-\d+(-\d+)?$/.test(job));
    expect(new Set(ofShop.map(({ asks }) => asks))).toEqual(new Set([true]));
  });

  test("pauses are short and long; where nobody would wait, none is longer than a quarter of a minute", () => {
    const pauses = (faults: readonly Fault[]) =>
      faults.flatMap((fault) => (fault.kind === "pause" ? [fault.forMs] : []));
    expect(Math.min(...pauses(FAULTS))).toBeLessThan(1_000);
    expect(Math.max(...pauses(FAULTS))).toBeGreaterThan(120_000);
    const short = SEEDS.map((seed) => randomFaults(seed, { design: "orchestrated", longPauses: false }).scenario);
    expect(Math.max(...pauses(short.flatMap(({ faults }) => faults)))).toBeLessThan(15_000);
  });

  test("every design of the order gets a scenario that validates; the same orders are refused in each", () => {
    for (const seed of SEEDS.slice(0, 40)) {
      const workers = ORDER_DESIGNS.map((design) => randomFaults(seed, { design }).scenario.workers);
      expect(new Set(workers.map((one) => JSON.stringify(one))).size).toBe(1);
    }
  });

  test("glue that knows its orders in one memory has one coordinator, and its faults strike that one", () => {
    const { flow } = randomFaults(3, { design: "glue-L1" }).scenario;
    expect([randomFaults(3, { design: "glue-L2" }).scenario.flow?.coordinators, flow?.coordinators]).toEqual([3, 1]);
  });

  test("all coordinators die at once, and are away for less and for longer than a step may take", () => {
    const down = ALL.filter(({ faults, flow }) => {
      const dead = faults.filter((fault) => isDowntime(fault, faults));
      return flow !== undefined && flow.coordinators > 1 && dead.length >= flow.coordinators;
    });
    expect(down.length).toBeGreaterThan(40);
    expect(new Set(down.map(({ flow }) => flow?.restartAfterMs))).toEqual(new Set([1_000, 5_000, 15_000, 30_000]));
  });

  test("the shop asks for the same order again: when it has waited, and when it has died", () => {
    const shops = ALL.flatMap(({ requesters }) => requesters);
    expect(new Set(shops.map(({ timeoutMs }) => timeoutMs))).toEqual(new Set([1_000, 3_000, 10_000, 600_000]));
    for (const { timeoutMs, tries, asksAgain } of shops)
      expect([timeoutMs * tries, asksAgain]).toEqual([600_000, true]);
  });

  test("one line says what happens", () => {
    expect(randomFaults(18, { design: "glue-L0" }).says).toMatch(
      /^seed 18: 4 orders.*, 1 coordinator, down for .* after a crash; .*order-\d/,
    );
    const none = withFaults(randomFaults(18, { design: "glue-L0" }), []);
    expect([none.says, none.scenario.faults]).toEqual(["random-faults-18 with fewer faults: no faults", []]);
  });
});
