import { listNames, type RunFacts } from "../checks/facts.ts";
import type { Ledger } from "../checks/ledger.ts";
import { deadLettersText, replaysText } from "../parts/dead-letters/sentence.ts";
import { isAboutOrders } from "../parts/flow/schema.ts";
import { flowsText, goodsText, ordersText } from "../parts/flow/sentence.ts";
import { logsText } from "../parts/log/sentence.ts";
import { moneyText } from "../parts/outside/sentence.ts";
import { jobsText, redeliveryText } from "../parts/queue/sentence.ts";
import { requestsText } from "../parts/replies/sentence.ts";
import type { CheckResult } from "./run-types.ts";

/** What each part says of a run, or an empty text. */
type Says = (facts: RunFacts, ledger: Ledger) => string;
const OF_JOBS: readonly Says[] = [
  jobsText,
  deadLettersText,
  requestsText,
  replaysText,
  redeliveryText,
  logsText,
  moneyText,
];
const OF_ORDERS: readonly Says[] = [flowsText, ordersText, deadLettersText, goodsText];

/** The verdict in plain words: the state of the jobs, redeliveries, the money, and the checks that did not hold. */
export function verdictSentence(facts: RunFacts, ledger: Ledger, checks: readonly CheckResult[]): string {
  const failed = checks.filter((check) => check.outcome === "failed");
  const told = isAboutOrders(facts.scenario.flow) ? OF_ORDERS : OF_JOBS;
  const parts = told.map((says) => says(facts, ledger));
  const text = parts.filter((part) => part !== "").join("; ");
  const story = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
  if (failed.length === 0) return `${story}.`;
  return `${story}. Did not hold: ${listNames(failed.map((check) => `${check.id} (${check.detail.replace(/\.$/, "")})`))}.`;
}
