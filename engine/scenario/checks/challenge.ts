import type { TraceEvent } from "../../trace/events.ts";
import { resolveScenario } from "../run/resolve.ts";
import type { TraceHeader } from "../run/run-types.ts";
import type { Finding } from "./facts.ts";
import { gatherFacts } from "./facts.ts";
import { runCheck } from "./registry.ts";

/** Judges a run by the checks of its lesson's challenge, in their order; empty without a challenge. */
export function judgeChallenge(header: TraceHeader, events: readonly TraceEvent[]): Finding[] {
  const scenario = resolveScenario(header);
  const checks = scenario.lesson?.challenge?.checks ?? [];
  if (checks.length === 0) return [];
  const facts = gatherFacts(scenario, header.broker, events);
  return checks.map(({ check }) => runCheck(facts, check));
}
