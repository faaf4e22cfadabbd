import { unreachable } from "../../kernel/errors.ts";
import { knobDefaults } from "../resolve.ts";
import type { CheckResult, TraceHeader } from "../run-types.ts";
import { isAboutOrders } from "../schema-flow.ts";
import type { Check, Claim } from "../schema-lesson.ts";
import { cameBack } from "./came-back.ts";
import { deskGroups, replayed, trayKept } from "./desk.ts";
import { deadLetters } from "./dead-letters.ts";
import { dropped } from "./dropped.ts";
import type { Finding, RunFacts } from "./facts.ts";
import { figure } from "./figure.ts";
import { groupOrder } from "./group-order.ts";
import { hotPartition } from "./hot-partition.ts";
import { FLOW_INVARIANTS, INVARIANTS } from "./invariants.ts";
import { journey } from "./journey.ts";
import { keyOrder } from "./key-order.ts";
import { ledger } from "./ledger.ts";
import { limitedBy } from "./limited-by.ts";
import { logKeeps } from "./log-keeps.ts";
import { oneWorkerEach } from "./one-worker-each.ts";
import { ordersDamaged } from "./orders.ts";
import { queueEmpty } from "./queue-empty.ts";
import { rateKept } from "./rate-kept.ts";
import { readByAll } from "./read-by-all.ts";
import { sideBySide } from "./side-by-side.ts";

/** Judges a run: every claim that applies to it, and every invariant. */
export function evaluate(header: TraceHeader, facts: RunFacts): CheckResult[] {
  return [
    ...header.scenario.claims.map((claim) => judgeClaim(header, facts, claim)),
    ...judgeInvariants(header, facts),
  ];
}

/** The checkers, by the name under which a scenario asks for them. */
function runCheck(facts: RunFacts, check: Check): Finding {
  switch (check.kind) {
    case "figure":
      return figure(facts, check as Parameters<typeof figure>[1]);
    case "journey":
      return journey(facts, check);
    case "queue-empty":
      return queueEmpty(facts, check);
    case "one-worker-each":
      return oneWorkerEach(facts, check);
    case "limited-by":
      return limitedBy(facts, check);
    case "came-back":
      return cameBack(facts, check);
    case "ledger":
      return ledger(facts, check);
    case "orders":
      return ordersDamaged(facts, check);
    case "group-order":
      return groupOrder(facts, check);
    case "rate-kept":
      return rateKept(facts, check);
    case "dead-letters":
      return deadLetters(facts, check);
    case "read-by-all":
      return readByAll(facts, check);
    case "log-keeps":
      return logKeeps(facts, check);
    case "key-order":
      return keyOrder(facts, check);
    case "side-by-side":
      return sideBySide(facts, check);
    case "hot-partition":
      return hotPartition(facts, check);
    case "dropped":
      return dropped(facts, check);
    case "tray-kept":
      return trayKept(facts, check);
    case "desk-groups":
      return deskGroups(facts, check);
    case "replayed":
      return replayed(facts, check);
    default:
      return unreachable(check);
  }
}

function judgeClaim(header: TraceHeader, facts: RunFacts, claim: Claim): CheckResult {
  const { id } = claim;
  const { variant } = header;
  const outside = whyNotApplicable(header, claim);
  if (outside) return { id, kind: "claim", variant, outcome: "not-applicable", detail: outside };
  const { holds, detail } = runCheck(facts, claim.check);
  return {
    id,
    kind: "claim",
    variant,
    outcome: holds ? "passed" : "failed",
    detail: `${claim.says.replace(/\.$/, "")}: ${detail}.`,
  };
}

/** A claim speaks of a lesson's own setting; elsewhere it says nothing. */
function whyNotApplicable(header: TraceHeader, { variants, within }: Claim): string | null {
  if (variants && !variants.includes(header.variant)) return `claimed of ${variants.join(", ")} only`;
  if (header.interventions.length > 0) return "somebody intervened in this run";
  const set = { ...knobDefaults(header.scenario, header.variant), ...header.knobs };
  for (const [knob, allowed] of Object.entries(within ?? {})) {
    const value = set[knob] ?? null;
    const fits = Array.isArray(allowed)
      ? allowed.includes(value)
      : typeof value === "number" && value >= (allowed.atLeast ?? value) && value <= (allowed.atMost ?? value);
    if (!fits) return `not claimed for ${knob} = ${JSON.stringify(value)}`;
  }
  return turnedElsewhere(header, within ?? {});
}

/** A knob that the claim does not mention may change anything: then the claim is only made for its default. */
function turnedElsewhere(header: TraceHeader, within: object): string | null {
  const defaults = knobDefaults(header.scenario, header.variant);
  const turned = Object.entries(header.knobs).find(([knob, value]) => !(knob in within) && value !== defaults[knob]);
  return turned ? `not claimed for ${turned[0]} = ${JSON.stringify(turned[1])}` : null;
}

function judgeInvariants(header: TraceHeader, facts: RunFacts): CheckResult[] {
  const violates = violatedOnPurpose(header);
  const invariants = { ...INVARIANTS, ...(isAboutOrders(header.scenario.flow) ? FLOW_INVARIANTS : {}) };
  return Object.entries(invariants).map(([id, check]) => {
    const { holds, detail } = check(facts);
    const outcome = holds ? "passed" : violates.includes(id) ? "expected" : "failed";
    return { id, kind: "invariant", variant: header.variant, outcome, detail: `${detail}.` };
  });
}

/** What the variant, or a knob as it stands, is there to break. */
function violatedOnPurpose({ scenario, variant, knobs }: TraceHeader): string[] {
  const set = { ...knobDefaults(scenario, variant), ...knobs };
  const options = scenario.knobs.flatMap((knob) =>
    knob.kind === "choice" ? knob.options.filter(({ value }) => value === set[knob.id]) : [],
  );
  return [...scenario.variants.filter(({ id }) => id === variant), ...options].flatMap((setting) => setting.violates);
}
