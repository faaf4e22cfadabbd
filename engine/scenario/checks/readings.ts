import type { EventOf } from "../../trace/events.ts";
import type { ScenarioSetup } from "../schema/setup.ts";
import { ofType } from "../../trace/of-type.ts";
import type { RunFacts } from "./facts.ts";

type Appended = EventOf<"event-appended">;

/** What one reader had to read of its log, and what it has read. Numbers are log sequences. */
export type Reading = {
  readonly reader: string;
  /** The events that it had to read from its starting point, in the order of the log, without those deleted for their age. */
  readonly due: readonly Appended[];
  /** The log sequences of the events that it has handled. */
  readonly handled: ReadonlySet<number>;
};

/** Every event that the server stored, once, in the order of the log. */
export function appendedTo({ events }: RunFacts, log: string): Appended[] {
  const taken = ofType(events, "event-appended").filter((event) => event.log === log && !event.duplicate);
  return taken.sort((a, b) => a.logSequence - b.logSequence);
}

/** Had the server deleted the event by the end of the run, because of its age (`keepMs`)? */
export function isExpired({ scenario, events }: RunFacts, { log, at }: Appended): boolean {
  const keepMs = scenario.logs.find(({ name }) => name === log)?.keepMs;
  return keepMs !== undefined && at + keepMs <= (events.at(-1)?.at ?? 0);
}

type ReaderEvent = EventOf<"event-read" | "event-handled" | "event-failed" | "offset-moved" | "offsets-forgotten">;

/**
 * What one reader's processes did, ordered by time. Each process writes to a pipe of its own, so `seq` may not be the order of
 * events that are not cause and effect.
 */
export function readingBy({ events }: RunFacts, log: string, reader: string): ReaderEvent[] {
  const own = events.filter(
    (event): event is ReaderEvent => "reader" in event && event.log === log && event.reader === reader,
  );
  return own.sort((a, b) => a.at - b.at || a.seq - b.seq);
}

export function readingsOf(facts: RunFacts, log: string): Reading[] {
  const { scenario, events } = facts;
  const appended = appendedTo(facts, log);
  return scenario.readers
    .filter((reader) => reader.log === log)
    .map(({ name, from }) => {
      const ends = ofType(events, "event-handled").filter((event) => event.log === log && event.reader === name);
      const handled = new Set(ends.map(({ logSequence }) => logSequence));
      const isHere = (event: Appended) => handled.has(event.logSequence) || !isExpired(facts, event);
      return {
        reader: name,
        due: appended.filter((event) => isDue(facts, { name, from }, event) && isHere(event)),
        handled,
      };
    });
}

function isDue(
  facts: RunFacts,
  { name, from }: Pick<ScenarioSetup["readers"][number], "name" | "from">,
  { at, logSequence }: Appended,
): boolean {
  if (from === "beginning") return true;
  if (from !== "end") return logSequence >= from.sequence;
  const came = facts.events.find((event) => event.type === "actor-started" && event.actor === `${name}-1`);
  // An event stored just before the reader came may have been confirmed just after.
  return came !== undefined && at > came.at + CONFIRMED_WITHIN_MS;
}
const CONFIRMED_WITHIN_MS = 1_000;
