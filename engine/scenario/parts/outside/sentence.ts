import { formatMoney } from "../../../trace/format.ts";
import { listNames, times, type RunFacts } from "../../checks/facts.ts";
import { unbalanced, type Ledger } from "../../checks/ledger.ts";

/** What the customers paid, compared with what they ordered. Empty if nothing is charged. */
export function moneyText(facts: RunFacts, { expected, actual }: Ledger): string {
  const { effects } = facts;
  if (expected.effects === 0 && actual.effects === 0) return "";
  const twice = [...effects].filter(([, applied]) => applied.length > 1);
  const who = listNames(twice.map(([job, applied]) => `${job} was charged ${times(applied.length)}`));
  const wrong = unbalanced(facts);
  if (actual.cents === expected.cents && wrong.length > 0) {
    const books = `the customers paid ${formatMoney(actual.cents)}, but not for what they ordered: ${listNames(wrong)}`;
    return twice.length === 0 ? books : `${who}; ${books}`;
  }
  if (actual.cents === expected.cents) {
    const books = `the customers paid ${formatMoney(actual.cents)}, as ordered`;
    return twice.length === 0 ? books : `${who}, and ${books}`;
  }
  const books = `the customers paid ${formatMoney(actual.cents)} instead of ${formatMoney(expected.cents)}`;
  return twice.length === 0 ? books : `${who}: ${books}`;
}
