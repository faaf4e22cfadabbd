import { knobDefaults } from "../run/resolve.ts";
import type { CheckResult, TraceHeader } from "../run/run-types.ts";
import { isAboutOrders } from "../parts/flow/schema.ts";
import type { Claim } from "../schema/lesson.ts";
import type { RunFacts } from "./facts.ts";
import { runCheck } from "./registry.ts";
import { FLOW_INVARIANTS, INVARIANTS } from "./invariants.ts";

/** Judges a run: every claim that applies to it, and every invariant. */
export function evaluate(header: TraceHeader, facts: RunFacts): CheckResult[] {
  return [
    ...header.scenario.claims.map((claim) => judgeClaim(header, facts, claim)),
    ...judgeInvariants(header, facts),
  ];
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

/** A claim holds only for the lesson's own settings. Returns why it does not apply to this run, or null. */
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
  return knobNotMentioned(header, within ?? {});
}

/** A changed knob that the claim does not mention may change anything, so the claim then does not apply. */
function knobNotMentioned(header: TraceHeader, within: object): string | null {
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

/** The invariants whose violation is the point of the variant, or of a knob's present value. */
function violatedOnPurpose({ scenario, variant, knobs }: TraceHeader): string[] {
  const set = { ...knobDefaults(scenario, variant), ...knobs };
  const options = scenario.knobs.flatMap((knob) =>
    knob.kind === "choice" ? knob.options.filter(({ value }) => value === set[knob.id]) : [],
  );
  return [...scenario.variants.filter(({ id }) => id === variant), ...options].flatMap((setting) => setting.violates);
}
