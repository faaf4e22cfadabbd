import { expect, test } from "vitest";
import { Ledger } from "../../soak/queue/ledger.ts";

test("a job counts where it is found, and one that is nowhere is lost, whatever the broker says of others", () => {
  const ledger = new Ledger();
  for (const id of ["done", "twice", "dead", "held", "nowhere"]) ledger.accepted(id);
  ledger.notAccepted();
  for (const id of ["done", "twice", "twice", "never-sent"]) ledger.finished(id);
  const account = ledger.account({ dead: new Set(["dead", "other"]), held: new Set(["held", "done"]) });
  expect(account).toEqual({ accepted: 5, unsure: 1, done: 2, dead: 1, held: 1, lost: ["nowhere"], again: 1 });
});

test("that a worker calls a job dead-lettered is no proof: it is where the broker has it, or lost", () => {
  const ledger = new Ledger();
  ledger.accepted("a");
  ledger.deadLettered("a");
  expect(ledger.account({ dead: new Set(), held: new Set() }).lost).toEqual(["a"]);
});

test("it tells when so many are accepted, and when all of them have ended", async () => {
  const ledger = new Ledger();
  const told: string[] = [];
  const two = ledger.untilAccepted(2).then(() => told.push("two accepted"));
  ledger.accepted("a");
  ledger.finished("a");
  expect(told).toEqual([]);
  ledger.accepted("b");
  await two;
  const all = ledger.untilAllEnded().then(() => told.push("all ended"));
  await Promise.resolve();
  expect(told).toEqual(["two accepted"]);
  ledger.deadLettered("b");
  await all;
  expect(told).toEqual(["two accepted", "all ended"]);
});
