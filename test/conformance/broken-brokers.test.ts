import { expect, test } from "vitest";
import { TAB_FAULTS, type TabFault } from "../../engine/tab/faults.ts";
import { QUEUE_CASES } from "./cases.ts";
import { runOnTab } from "./on-tab.ts";

/**
 * A suite that every broker passes shows nothing until a broken one fails it: for each fault that can be planted in the
 * in-tab server, the cases whose very statement it makes false. Others may fail with them. What a queue as we build it never
 * asks of a broker is for the differential tester alone (test/fuzz).
 */
const CAUGHT_BY: { readonly [fault in TabFault]?: readonly string[] } = {
  "loses-an-ack": ["Q-01", "Q-26"],
  "delivers-twice": ["Q-10", "Q-12"],
  "forgets-redelivery": ["Q-20", "Q-21", "Q-24", "Q-25", "Q-31", "Q-32"],
  "wrong-delivery-count": ["Q-20", "Q-21", "Q-22", "Q-30", "Q-31"],
  "ignores-nak-delay": ["Q-22", "Q-23"],
  "refuses-stale-ack": ["Q-25"],
  "keeps-after-ack": ["Q-01", "Q-02", "Q-03", "Q-25", "Q-32"],
  "ignores-pauses": ["Q-130", "Q-131", "Q-132"],
  "drops-old-for-new": ["Q-80", "Q-82", "Q-83", "Q-84", "Q-86"],
  "ignores-ttl": ["Q-66", "Q-69"],
  "ignores-expectations": ["Q-90", "Q-91", "Q-112", "Q-150", "Q-153"],
};

async function failedCases(fault: TabFault | undefined): Promise<string[]> {
  const failed: string[] = [];
  for (const one of QUEUE_CASES) {
    await runOnTab(one, fault).catch(() => failed.push(one.id));
  }
  return failed;
}

const NOT_FELT: readonly TabFault[] = [
  // Counts attempts itself, with a max_deliver of -1; and 20,000 may be pending.
  "ignores-max-deliver",
  "ignores-max-ack-pending",
  // Promises no order after an expiry, and has its windows far longer than a case.
  "wrong-order-after-expiry",
  "dedup-window-off-by-one",
  // Begins at no sequence (a log's readers do), and drops by its id what is made twice.
  "starts-one-late",
  "fires-twice",
];

test("every fault is caught, or is none that a queue can feel", () => {
  const named = [...Object.keys(CAUGHT_BY), ...NOT_FELT];
  expect(named.toSorted()).toEqual([...TAB_FAULTS].toSorted());
});

test.each(TAB_FAULTS.flatMap((fault) => (CAUGHT_BY[fault] === undefined ? [] : [[fault, CAUGHT_BY[fault]] as const])))(
  "a broker that %s fails %j",
  async (fault, ids) => {
    const failed = await failedCases(fault);
    expect(failed).toEqual(expect.arrayContaining([...ids]));
    // A suite in which everything falls at once names nothing.
    expect(failed.length).toBeLessThan(QUEUE_CASES.length);
  },
);

test("the sound broker fails none, run in the same way", async () => {
  expect(await failedCases(undefined)).toEqual([]);
});

test("no two cases share an id, and every id that is named exists", () => {
  const ids = QUEUE_CASES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(Object.values(CAUGHT_BY).flat()));
});
