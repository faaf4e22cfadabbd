import { expect, test } from "vitest";
import type { SimFault } from "../../engine/sim/faults.ts";
import { QUEUE_CASES } from "./cases.ts";
import type { ConformanceCase } from "./environment.ts";
import { FACT_CASES } from "./facts/cases.ts";
import { runOnSim } from "./on-sim.ts";
import { PROTOCOL_CASES } from "./protocol/cases.ts";
import { STORED_CASES } from "./stored/cases.ts";

/**
 * Suites that every broker passes show nothing until a broken one fails them: for each fault that can be planted in the
 * simulated server, the cases whose very statement it makes false. Others may fail with them. What a queue as we build it never
 * asks of a broker only the other suites can feel: it counts attempts itself, promises no order after an expiry, lets
 * 20,000 be pending, has its windows far longer than a case, and drops by its id what a schedule makes twice.
 */
const CAUGHT_BY: { readonly [fault in SimFault]: readonly string[] } = {
  "loses-an-ack": ["P-82", "P-84", "F-01", "Q-01", "Q-26"],
  "delivers-twice": ["P-63", "Q-10"],
  "forgets-redelivery": ["P-86", "F-24", "F-29", "F-52", "Q-20", "Q-21", "Q-24", "Q-25", "Q-31", "Q-32"],
  "wrong-order-after-expiry": ["F-19"],
  "ignores-max-deliver": ["P-93", "F-30", "F-32", "F-34"],
  "wrong-delivery-count": ["P-86", "P-91", "F-02", "Q-20", "Q-21", "Q-22", "Q-30", "Q-31"],
  "dedup-window-off-by-one": ["P-51"],
  "ignores-nak-delay": ["P-87", "F-23", "F-41", "Q-22", "Q-23"],
  "refuses-stale-ack": ["F-22", "F-31", "Q-25"],
  "ignores-max-ack-pending": ["P-72", "F-40", "F-41", "F-42"],
  "keeps-after-ack": ["P-81", "P-82", "F-01", "Q-01", "Q-02", "Q-03", "Q-25", "Q-32"],
  "ignores-pauses": ["P-47", "Q-130", "Q-131", "Q-132"],
  "starts-one-late": ["P-48"],
  "drops-old-for-new": ["P-56", "Q-80", "Q-82", "Q-83", "Q-84", "Q-86"],
  "ignores-ttl": ["KV-09", "TT-01", "Q-66", "Q-69"],
  "fires-twice": ["SC-01", "SC-02"],
  "ignores-expectations": [
    "P-52",
    "P-53",
    "P-54",
    "KV-02",
    "KV-03",
    "CS-01",
    "CS-02",
    "Q-90",
    "Q-91",
    "Q-112",
    "Q-150",
    "Q-153",
  ],
  "commits-half-a-batch": ["P-100", "F-05", "Q-190", "Q-194", "Q-197"],
  "ignores-ids-in-a-batch": ["P-106", "Q-192", "Q-195"],
};

const WITHOUT_QUEUE: readonly ConformanceCase[] = [
  ...PROTOCOL_CASES,
  ...STORED_CASES,
  // What the simulated server lacks it refuses, sound or not.
  ...FACT_CASES.filter(({ tabLacks }) => tabLacks === undefined),
];
const ALL: readonly ConformanceCase[] = [...WITHOUT_QUEUE, ...QUEUE_CASES];

async function failedCases(cases: readonly ConformanceCase[], fault: SimFault | undefined): Promise<string[]> {
  const failed: string[] = [];
  for (const one of cases) {
    await runOnSim(one, fault).catch(() => failed.push(one.id));
  }
  return failed;
}

test.each(Object.entries(CAUGHT_BY) as [SimFault, readonly string[]][])(
  "a broker that %s fails %j",
  async (fault, ids) => {
    // Of the queue's, those that are named: what waits in vain there for what a broken broker lost takes long.
    const cases = [...WITHOUT_QUEUE, ...QUEUE_CASES.filter(({ id }) => ids.includes(id))];
    const failed = await failedCases(cases, fault);
    expect(failed).toEqual(expect.arrayContaining([...ids]));
    // A suite in which everything falls at once names nothing.
    expect(failed.length).toBeLessThan(cases.length / 2);
  },
);

test("the sound broker fails none, run in the same way", async () => {
  expect(await failedCases(ALL, undefined)).toEqual([]);
});

test("no two cases share an id, and every id that is named exists", () => {
  const ids = ALL.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(Object.values(CAUGHT_BY).flat()));
});
