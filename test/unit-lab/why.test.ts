import { expect, test } from "vitest";
import { whyOf, type WrongFigure } from "../../lab/src/panels/ledger/why.ts";
import { stageAt } from "../../lab/src/stage/stage.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import { runOf } from "../../lab/src/session/run-of.ts";
import { requestOf, writtenSetup } from "../../lab/src/session/run-setup.ts";
import type { TraceIndex } from "../../lab/src/stage/trace/trace-index.ts";
import { SCENARIO_SOURCES } from "../../scenarios/index.ts";

async function shipped(id: string, variant?: string): Promise<TraceIndex> {
  const scenario = await localRunner.check(
    SCENARIO_SOURCES.find((source) => source.id === id),
    id,
  );
  const request = requestOf(scenario, { ...writtenSetup(scenario), ...(variant === undefined ? {} : { variant }) });
  return runOf(1, request, await localRunner.run(request)).index;
}
const told = (index: TraceIndex, figure: WrongFigure, atMs = index.endMs) =>
  whyOf(index, figure, atMs).map(({ subject, says, because }) => ({
    what: `${subject} ${says}`,
    because: because.map((place) => `${index.events[place]?.actor} ${index.events[place]?.type}`),
  }));

test("a double charge: both charges, both deliveries, and the crash between them; nothing else", async () => {
  const index = await shipped("double-charge");
  const [why] = told(index, "difference");
  expect(why?.what).toMatch(/^order-\d+ was charged 2 times$/);
  expect(why?.because).toEqual([
    "shop job-sent",
    "worker-2 job-delivered",
    "outside effect-applied",
    "worker-2 actor-crashed",
    "worker-1 job-delivered",
    "outside effect-applied",
  ]);
});

test("it uses no event after the moment", async () => {
  const index = await shipped("double-charge");
  const charge = index.books.repeats[0]?.at ?? 0;
  for (const at of [0, charge / 2, charge - 1, charge])
    for (const { because } of whyOf(index, "difference", at))
      expect(because.every((place) => (index.events[place]?.at ?? Infinity) <= at)).toBe(true);
  expect(told(index, "difference", charge - 1).some(({ what }) => /2 times/.test(what))).toBe(false);
});

test("a dead letter: every failure that led there", async () => {
  const index = await shipped("poison-dlq");
  const [why] = told(index, "dead letters");
  expect(why?.because.filter((line) => line.endsWith("job-failed")).length).toBeGreaterThan(1);
  expect(why?.because.at(-1)).toMatch(/job-dead-lettered$/);
  const difference = told(index, "difference").map(({ what }) => what);
  expect(difference.join()).toContain("was not charged: it is a dead letter");
});

test("an order that was paid and not shipped: the effects that decide it, each with its causes", async () => {
  const wrong = await Promise.all(
    ["glue-coordinator-crash", "glue-timeout", "glue-late-reply"]
      .filter((id) => SCENARIO_SOURCES.some((source) => source.id === id))
      .map(async (id) => {
        const index = await shipped(id, "level-0").catch(() => shipped(id));
        return { index, found: whyOf(index, "difference", index.endMs) };
      }),
  );
  const all = wrong.flatMap(({ index, found }) => found.map((one) => ({ index, ...one })));
  expect(all.length).toBeGreaterThan(0);
  for (const { index, says, because } of all) {
    expect(says).toMatch(/^paid .*, owes /);
    expect(because.map((place) => index.events[place]?.type)).toContain("effect-applied");
  }
});

test("a request that timed out leads back to its sending", async () => {
  const index = await shipped("requester-crash");
  for (const { because } of told(index, "timed out")) expect(because[0]).toMatch(/request-sent$/);
});

test("no reason for a figure that is right, and one whenever it is wrong", async () => {
  for (const { id } of SCENARIO_SOURCES.filter((_, i) => i % 6 === 0)) {
    const index = await shipped(id);
    const { ledger } = stageAt(index, index.endMs);
    if (ledger === null) continue;
    const isOff = ledger.actual.cents !== ledger.expected.cents;
    if (isOff) expect(whyOf(index, "difference", index.endMs).length, id).toBeGreaterThan(0);
  }
});
