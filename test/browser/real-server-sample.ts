import { DYING } from "../conformance/flows/dying.ts";
import { REPLY_CASES, QUEUE_CASES, WIRE_CASES } from "../conformance/cases.ts";
import type { ConformanceCase } from "../conformance/environment.ts";
import { STORED_CASES } from "../conformance/stored/cases.ts";

const ALL: readonly ConformanceCase[] = [...QUEUE_CASES, ...REPLY_CASES, ...WIRE_CASES, ...STORED_CASES, ...DYING];

/** One or two of each suite; all of them run in Node. */
export const SAMPLE: readonly string[] = ["Q-01", "Q-20", "Q-32", "Q-42", "R-01", "W-01", "KV-01", "O-20"];

export function caseCalled(id: string): ConformanceCase {
  const found = ALL.find((one) => one.id === id);
  if (!found) throw new Error(`there is no case ${id}`);
  return found;
}
