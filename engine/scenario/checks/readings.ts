import type { EventOf } from "../../trace/events.ts";
import type { ScenarioSetup } from "../schema/setup.ts";
import { ofType } from "../../trace/of-type.ts";
import type { RunFacts } from "./facts.ts";

type Appended = EventOf<"event-appended">;

/** What one reader was to read of its log, and what became of it; numbers are places in the log. */
export type Reading = {
  readonly reader: string;
  /** What it has before it by where it begins, in the order of the log; not what was deleted after its time. */
  readonly due: readonly Appended[];
  /** It has done what it does with them. */
  readonly handled: ReadonlySet<number>;
};

/** Every event that the server took, once, in the order of the log. */
export function appendedTo({ events }: RunFacts, log: string): Appended[] {
  const taken = ofType(events, "event-appended").filter((event) => event.log === log && !event.duplicate);
  return taken.sort((a, b) => a.logSequence - b.logSequence);
}

/** Has the server deleted it by the end of the run, because its time was over? */
export function isOver({ scenario, events }: RunFacts, { log, at }: Appended): boolean {
  const keepMs = scenario.logs.find(({ name }) => name === log)?.keepMs;
  return keepMs !== undefined && at + keepMs <= (events.at(-1)?.at ?? 0);
}

type ReaderEvent = EventOf<"event-read" | "event-handled" | "event-failed" | "offset-moved" | "offsets-forgotten">;

/**
 * What one reader's processes did, in the order of time: they write to pipes of their own, so that `seq` may not be the
 * order of what did not cause one another.
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
      const isHere = (event: Appended) => handled.has(event.logSequence) || !isOver(facts, event);
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
  // What was stored just before it came may have been confirmed just after.
  return came !== undefined && at > came.at + CONFIRMED_WITHIN_MS;
}
const CONFIRMED_WITHIN_MS = 1_000;
