import { stopwatchMs, systemClock } from "../../../engine/clock/system-clock.ts";
import { drawInt } from "../../../engine/kernel/random.ts";
import { sendJob } from "../../../engine/queue/send/send.ts";
import { type Bench, takeStock, openBench } from "./bench.ts";
import type { QueueFault } from "./faults.ts";
import { type Account, Ledger } from "./ledger.ts";

/** One strike: jobs sent by several, the fault in their midst, and what came of each of them. */
export type Round = { readonly seed: number; readonly account: Account; readonly ms: number };

export type Campaign = {
  readonly fault: QueueFault;
  readonly rounds: readonly Round[];
  /** Workers that ended though nobody had killed them. */
  readonly gaveUp: number;
};

export type CampaignOptions = {
  readonly times: number;
  readonly firstSeed: number;
  readonly jobs: number;
  readonly onRound: (round: Round) => void;
};

/** After this long what is not done counts as held, if it is: the round is judged by what is lost. */
const PATIENCE_MS = 60_000;
/** One job in so many fails at every attempt. */
const POISON_EVERY = 20;

/** Strikes one bench again and again: what a fault leaves behind meets the next one. */
export async function campaign(fault: QueueFault, options: CampaignOptions): Promise<Campaign> {
  const bench = await openBench(fault.size);
  try {
    const rounds: Round[] = [];
    for (let n = 0; n < options.times; n++) {
      const round = await strikeOnce(bench, fault, options.firstSeed + n, options.jobs);
      rounds.push(round);
      options.onRound(round);
    }
    return { fault, rounds, gaveUp: bench.crew.gaveUp };
  } finally {
    await bench.close();
  }
}

async function strikeOnce(bench: Bench, fault: QueueFault, seed: number, jobs: number): Promise<Round> {
  const startedAt = stopwatchMs();
  const ledger = new Ledger();
  bench.ledger = ledger;
  const sending = Promise.all(bench.producers.map((_, n) => sendAll(bench, n, seed, jobs)));
  const [first, last] = [1, Math.floor((jobs * bench.producers.length) / 2)];
  // If so many are never accepted, the round ends with its producers.
  await Promise.race([ledger.untilAccepted(drawInt(seed, ["strikes", fault.name], first, last)), sending]);
  await fault.strike(bench, seed);
  await sending;
  await untilOrLate(ledger.untilAllEnded());
  const account = ledger.account(await takeStock(bench));
  return { seed, account, ms: stopwatchMs() - startedAt };
}

/** Resolves with `work`, or without it when patience is over. */
async function untilOrLate(work: Promise<void>): Promise<void> {
  const clock = systemClock();
  let stopWaiting = () => {};
  const late = new Promise<void>((resolve) => {
    const timer = clock.setTimeout(resolve, PATIENCE_MS);
    stopWaiting = () => clock.clearTimeout(timer);
  });
  await Promise.race([work, late]);
  stopWaiting();
}

async function sendAll({ producers, queue, ledger }: Bench, n: number, seed: number, jobs: number): Promise<void> {
  const js = producers[n];
  if (js === undefined) return;
  for (let number = 1; number <= jobs; number++) {
    const id = `${seed}-${n}-${number}`;
    try {
      await sendJob(js, queue, { id, payload: { poison: number % POISON_EVERY === 0 } });
      ledger.accepted(id);
    } catch {
      ledger.notAccepted();
    }
  }
}
