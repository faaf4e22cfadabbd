import { foundText } from "../queue/config/problems.ts";
import { describeEvent } from "../trace/describe.ts";
import { EVENT_TYPES, type TraceEvent } from "../trace/events.ts";

/**
 * Checks one event of a stored trace, so that nothing that reads traces meets a field of another type than it expects. The
 * shapes of events are types only. This file repeats the types of the fields that several events share; that the others
 * are there is judged by the event's own sentence.
 */

type Data = { readonly [field: string]: unknown };
type TypeName = "string" | "number" | "object" | "null" | "other";

const STAMP: Readonly<Record<string, readonly TypeName[]>> = {
  id: ["string"],
  cause: ["string", "null"],
  at: ["number"],
  tick: ["number", "null"],
  actor: ["string"],
  incarnation: ["number"],
};

/** If an event has the field, it has this type. */
const FIELDS: Readonly<Record<string, readonly TypeName[]>> = {
  ...sameType(["string"], "role queue by what target detail reason request correlation replyTo effect error where"),
  ...sameType(["string"], "step priority group log event reader flow design timer outcome found from to because check"),
  ...sameType(["string", "null"], "job key leader"),
  ...sameType(["number"], "streamSequence attempt deadline jobs stored waiting inFlight try waitsUntil amountCents"),
  ...sameType(
    ["number"],
    "token delayMs deadLetterSequence count deadLetter replayed discarded retryInMs ttlMs waitMs",
  ),
  ...sameType(["number"], "partition logSequence events due lookUps scheduled"),
  ...sameType(["number", "null"], "revision"),
  ...sameType(["object"], "of lanes left action state"),
};

const TYPES = { ...FIELDS, ...STAMP };

function sameType(types: readonly TypeName[], names: string): Record<string, readonly TypeName[]> {
  return Object.fromEntries(names.split(" ").map((name) => [name, types]));
}

/** What is wrong with the event, as "found …, expected …"; null for an event that can be shown. `seq`: its position. */
export function eventProblem(data: Data, seq: number): string | null {
  const { type } = data;
  if (!EVENT_TYPES.some((known) => known === type)) return `type: found ${foundText(type)}, expected an event type`;
  if (data["seq"] !== seq)
    return `seq: found ${foundText(data["seq"])}, expected ${seq}: an event is missing or was moved`;
  return fieldProblem(data) ?? sentenceProblem(data as unknown as TraceEvent);
}

function fieldProblem(data: Data): string | null {
  for (const name of Object.keys(STAMP))
    if (data[name] === undefined) return `${name}: found nothing, expected a value`;
  for (const [name, value] of Object.entries(data)) {
    const types = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
    if (types && !types.includes(typeName(value)))
      return `${name}: found ${foundText(value)}, expected ${types.join(" or ")}`;
  }
  if ((data["at"] as number) < 0) return `at: found ${foundText(data["at"])}, expected at least 0`;
  return null;
}

function typeName(value: unknown): TypeName {
  if (value === null) return "null";
  if (typeof value === "string") return "string";
  if (typeof value === "number") return "number";
  return typeof value === "object" && !Array.isArray(value) ? "object" : "other";
}

/** A sentence names what its event needs: 'undefined' in it stands for a field that is missing. */
function sentenceProblem(event: TraceEvent): string | null {
  const problem = `found a ${event.type} that lacks a field`;
  try {
    const missing = (text: string) => /\b(undefined|NaN)\b|\[object Object\]/.test(text);
    return missing(describeEvent(event)) && !missing(JSON.stringify(event)) ? problem : null;
  } catch {
    return problem;
  }
}
