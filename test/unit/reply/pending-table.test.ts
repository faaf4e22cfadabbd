import { describe, expect, test } from "vitest";
import { PendingTable, type ReplyClass } from "../../../engine/reply/pending-table.ts";

/** A table after a story, told in words: `ask id try`, `give-up id`, `reply id try`. */
function tableAfter(...story: string[]): PendingTable {
  const table = new PendingTable();
  for (const step of story) {
    const [what, id = "", n = "1"] = step.split(" ");
    if (what === "ask") table.ask(id, `request of ${id}`, Number(n));
    else if (what === "give-up") table.giveUp(id);
    else table.classify(id, Number(n));
  }
  return table;
}

type Row = readonly [story: readonly string[], reply: readonly [id: string, n: number], expected: ReplyClass];

describe("PT2: every reply falls into exactly one class", () => {
  test.each<Row>([
    [["ask a"], ["a", 1], "answer"],
    [["ask a 2"], ["a", 2], "answer"],
    [["ask a", "ask b"], ["b", 1], "answer"],
    [["give-up a", "ask a"], ["a", 1], "answer"],
    [["ask a", "give-up a"], ["a", 1], "late"],
    [["ask a", "give-up a", "reply a"], ["a", 1], "late"],
    [["ask a", "give-up a", "give-up a"], ["a", 1], "late"],
    [["ask a", "reply a"], ["a", 1], "duplicate"],
    [["ask a", "reply a", "reply a"], ["a", 1], "duplicate"],
    [["ask a", "reply a", "give-up a"], ["a", 1], "duplicate"],
    [[], ["a", 1], "orphan"],
    [["ask a"], ["b", 1], "orphan"],
    [["give-up a"], ["a", 1], "orphan"],
    [["reply a"], ["a", 1], "orphan"],
  ])("after %j the reply %j is: %s", (story, [id, n], expected) => {
    expect(tableAfter(...story).classify(id, n).class).toBe(expected);
  });
});

describe("PT1: an id that is used again tells no tries apart", () => {
  test.each<Row>([
    [["ask a 1", "give-up a", "ask a 2"], ["a", 1], "stale"],
    [["ask a 1", "give-up a", "ask a 2"], ["a", 2], "answer"],
    [["ask a 1", "give-up a", "ask a 2", "reply a 1"], ["a", 2], "duplicate"],
    [["ask a 1", "give-up a", "ask a 2", "reply a 2"], ["a", 1], "duplicate"],
    [["ask a 1", "give-up a", "ask a 2", "give-up a"], ["a", 1], "late"],
    [["ask a 1", "give-up a", "ask a 2", "give-up a"], ["a", 2], "late"],
    // Asked again before the first try was over: the later one takes its place.
    [["ask a 1", "ask a 2"], ["a", 1], "stale"],
    // Answered, and asked again: the past is forgotten.
    [["ask a 1", "reply a 1", "ask a 2"], ["a", 2], "answer"],
    [["ask a 1", "reply a 1", "ask a 2"], ["a", 1], "stale"],
    // An id for each try: the old answer stays what it is.
    [["ask a 1", "give-up a", "ask a-try-2 2"], ["a", 1], "late"],
    [["ask a 1", "give-up a", "ask a-try-2 2", "reply a 1"], ["a-try-2", 2], "answer"],
  ])("after %j the reply %j is: %s", (story, [id, n], expected) => {
    expect(tableAfter(...story).classify(id, n).class).toBe(expected);
  });
});

test("the request is named in every class but that of the orphan", () => {
  expect(tableAfter("ask a").classify("a", 1).request).toBe("request of a");
  expect(tableAfter("ask a 2").classify("a", 1).request).toBe("request of a");
  expect(tableAfter("ask a", "give-up a").classify("a", 1).request).toBe("request of a");
  expect(tableAfter("ask a", "reply a").classify("a", 1).request).toBe("request of a");
  expect(tableAfter("ask a").classify("b", 1)).toEqual({ class: "orphan", request: null });
});

test("what is answered or given up waits no longer, and an orphan changes nothing", () => {
  expect(tableAfter("ask a", "ask b", "ask c").size).toBe(3);
  expect(tableAfter("ask a", "ask b", "reply a").size).toBe(1);
  expect(tableAfter("ask a", "ask b", "give-up b").size).toBe(1);
  expect(tableAfter("ask a 1", "ask a 2").size).toBe(1);
  expect(tableAfter("ask a 2", "reply a 1").size).toBe(0);
  expect(tableAfter("ask a", "reply b").size).toBe(1);
});

test("PT3: another table, as of another process, knows nothing of the first one's requests", () => {
  const first = tableAfter("ask a");
  expect(new PendingTable().classify("a", 1).class).toBe("orphan");
  expect(first.classify("a", 1).class).toBe("answer");
});

test("PT3: of what is over it remembers the last 10,000", () => {
  const table = new PendingTable();
  for (let n = 0; n <= 10_000; n++) {
    table.ask(`a-${n}`, `request ${n}`, 1);
    table.classify(`a-${n}`, 1);
  }
  expect(table.classify("a-0", 1).class).toBe("orphan");
  expect(table.classify("a-1", 1).class).toBe("duplicate");
  expect(table.size).toBe(0);
});
