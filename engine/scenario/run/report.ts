import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { TraceEvent } from "../../trace/events.ts";
import { evaluate } from "../checks/evaluate.ts";
import { gatherFacts } from "../checks/facts.ts";
import { ledgerOf } from "../checks/ledger.ts";
import { resolveScenario } from "./resolve.ts";
import type { RunReport, TraceHeader } from "./run-types.ts";
import { isVirtual } from "../brokers.ts";
import { verdictSentence } from "./sentence.ts";

/** Judges a run by its trace alone, so a stored trace gets the same report as the run did. */
export function reportOn(header: TraceHeader, trace: readonly TraceEvent[], wallMs: number): RunReport {
  const events = trace.filter((event) => event.type !== "check-passed" && event.type !== "check-failed");
  const facts = gatherFacts(resolveScenario(header), header.broker, events);
  const checks = evaluate(header, facts);
  const ledger = ledgerOf(facts);
  const verdict = checks.some((check) => check.outcome === "failed") ? "failed" : "passed";
  const virtual = isVirtual(header.broker);
  return {
    scenario: header.scenario.id,
    variant: header.variant,
    broker: header.broker,
    seed: header.seed,
    verdict,
    sentence: verdictSentence(facts, ledger, checks),
    checks,
    virtualMs: virtual ? (events.at(-1)?.at ?? 0) : null,
    wallMs: Math.round(wallMs),
    events: events.length,
    counts: countByType(events),
    ledger,
    measures: facts.measures,
    traceDigest: virtual ? digestOf(events) : null,
  };
}

/** SHA-256 of the events as they are stored, one line per event. */
export function digestOf(events: readonly TraceEvent[]): string {
  return digestText(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
}

export function digestText(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

function countByType(events: readonly TraceEvent[]): { [type: string]: number } {
  const counts: { [type: string]: number } = {};
  for (const { type } of events) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}
