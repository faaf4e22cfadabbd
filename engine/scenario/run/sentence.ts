import type { EventType } from "../../trace/events.ts";
import { formatCount, formatMoney } from "../../trace/format.ts";
import { whatTheBusinessSaw } from "../checks/orders.ts";
import { listNames, type RunFacts } from "../checks/facts.ts";
import { unbalanced } from "../checks/ledger.ts";
import { lostOnTheWire } from "../checks/nothing-lost.ts";
import { logsText } from "../parts/log/sentence.ts";
import { replyQueueName } from "../names.ts";
import type { CheckResult, Ledger } from "./run-types.ts";
import { isAboutOrders } from "../parts/flow/schema.ts";

/** The verdict in plain words: what became of the jobs, what came back, what it cost, and what did not hold. */
export function verdictSentence(facts: RunFacts, ledger: Ledger, checks: readonly CheckResult[]): string {
  const failed = checks.filter((check) => check.outcome === "failed");
  const parts = isAboutOrders(facts.scenario.flow)
    ? [flowsText(facts), ordersText(facts), goodsText(facts, ledger)]
    : [
        jobsText(facts),
        requestsText(facts),
        replaysText(facts),
        redeliveryText(facts),
        logsText(facts),
        moneyText(facts, ledger),
      ];
  const text = parts.filter((part) => part !== "").join("; ");
  const story = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
  if (failed.length === 0) return `${story}.`;
  return `${story}. Did not hold: ${listNames(failed.map((check) => `${check.id} (${check.detail.replace(/\.$/, "")})`))}.`;
}

function jobsText(facts: RunFacts): string {
  const { scenario, accepted, acked, ackSent, deadLettered, discarded, dropped, expired } = facts;
  if (scenario.queues.length === 0) return "";
  const own = new Set(scenario.queues.map((queue) => queue.name));
  const jobs = accepted.filter((event) => own.has(event.queue)).map((event) => event.job);
  const gone = new Set(lostOnTheWire(facts));
  const lost = jobs.filter((job) => gone.has(job)).length;
  const dead = jobs.filter((job) => deadLettered.has(job)).length;
  const givenUp = jobs.filter((job) => discarded.has(job)).length;
  const pushedOut = jobs.filter((job) => dropped.has(job)).length;
  const undone = jobs.filter((job) => expired.has(job)).length;
  const done = jobs.filter(
    (job) => !deadLettered.has(job) && !discarded.has(job) && !expired.has(job) && (acked.has(job) || ackSent.has(job)),
  ).length;
  const open = jobs.length - dead - givenUp - pushedOut - undone - done - lost;
  const rest = [
    dead > 0 ? `${dead} dead-lettered` : "",
    givenUp > 0 ? `${givenUp} discarded` : "",
    pushedOut > 0 ? `${pushedOut} dropped by the full queue` : "",
    undone > 0 ? `${undone} left undone` : "",
    lost > 0 ? `${lost} lost` : "",
    open > 0 ? `${open} not settled` : "",
  ].filter((text) => text !== "");
  if (rest.length === 0) return jobs.length === 1 ? "The one job is done" : `All ${jobs.length} jobs are done`;
  return `Of ${formatCount(jobs.length, "job")} ${[`${done} are done`, ...rest].join(", ")}`;
}

function flowsText({ orders }: RunFacts): string {
  const count = (believed: string) => orders.filter((order) => order.believed === believed).length;
  const open = orders.length - count("completed") - count("cancelled");
  const rest = [
    count("cancelled") > 0 ? `${count("cancelled")} cancelled` : "",
    open > 0 ? `${open} never ended` : "",
  ].filter((text) => text !== "");
  return `Of ${formatCount(orders.length, "order")} ${[`${count("completed")} completed`, ...rest].join(", ")}`;
}

function ordersText({ orders }: RunFacts): string {
  const wrong = orders.filter(({ damage }) => damage.some((kind) => kind !== "stuck"));
  return wrong.length === 0 ? "" : whatTheBusinessSaw(wrong);
}

function goodsText(facts: RunFacts, { expected, actual }: Ledger): string {
  const goods = `goods for ${formatMoney(expected.cents)} left`;
  const wrong = unbalanced(facts);
  if (wrong.length === 0) return `the customers paid ${formatMoney(actual.cents)}, and ${goods}`;
  const others = expected.cents === actual.cents ? `, not for the same: ${listNames(wrong)}` : "";
  return `the customers paid ${formatMoney(actual.cents)}, but ${goods}${others}`;
}

function requestsText({ scenario, events }: RunFacts): string {
  const asked = new Set(events.filter((event) => event.type === "request-sent").map((event) => event.request)).size;
  if (scenario.requesters.length === 0 || asked === 0) return "";
  const own = scenario.requesters.map(replyQueueName);
  const count = (type: EventType) =>
    events.filter((event) => event.type === type && "replyTo" in event && own.includes(event.replyTo)).length;
  const answered = count("reply-received") + count("reply-stale");
  const strays = (["stale", "late", "duplicate", "orphaned"] as const)
    .map((kind) => ({ kind, n: count(`reply-${kind}`) }))
    .filter(({ n }) => n > 0)
    .map(
      ({ kind, n }) => `${formatCount(n, "reply", "replies")} ${kind === "duplicate" ? "came twice" : `came ${kind}`}`,
    );
  return [`${answered} of ${formatCount(asked, "request")} answered`, ...strays].join(", ");
}

function replaysText({ letters }: RunFacts): string {
  const again = letters.filter(({ left }) => left?.as === "replayed").map(({ died }) => died.job);
  if (again.length === 0) return "";
  return `${listNames([...new Set(again)])} ${again.length === 1 ? "was" : "were"} replayed from the dead letters`;
}

function redeliveryText({ deliveries }: RunFacts): string {
  const repeated = [...deliveries].filter(([, list]) => list.length > 1);
  if (repeated.length === 0) return "";
  return listNames(repeated.map(([job, list]) => `${job} was delivered ${times(list.length)}`));
}

function moneyText(facts: RunFacts, { expected, actual }: Ledger): string {
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

function times(n: number): string {
  return n === 2 ? "twice" : `${n} times`;
}
