import { expect, test } from "vitest";
import { campaign } from "../soak/queue/campaign.ts";
import { QUEUE_FAULTS } from "../soak/queue/faults.ts";

const CASES = QUEUE_FAULTS.map((fault) => [fault.name, fault.says, fault] as const);
const [JOBS, PRODUCERS] = [40, 3];

/** A sample of `npm run soak -- --what queue`: one strike of each. The longest is the choice of a new leader. */
test.each(CASES)("%s loses no job that was accepted: %s", async (_name, _says, fault) => {
  const { rounds, gaveUp } = await campaign(fault, { times: 1, firstSeed: 7, jobs: JOBS, onRound: () => undefined });
  const [account] = rounds.map((round) => round.account);
  if (account === undefined) throw new Error("there was no round");
  expect(gaveUp, "workers that ended by themselves").toBe(0);
  expect(account.lost).toEqual([]);
  expect(account.accepted + account.unsure).toBe(JOBS * PRODUCERS);
  expect(account.done + account.dead).toBe(account.accepted);
  expect(account.dead).toBeGreaterThan(0);
});
