import type { EventOf, TraceEvent } from "../../trace/events.ts";
import type { EventId } from "../../trace/event.ts";

/** One dead letter, and what became of it. */
export type DeadLetter = {
  readonly died: EventOf<"job-dead-lettered">;
  /**
   * Since when it is a job of its queue again, or given up; null: it lies there. A replayed one may lie there a little
   * longer, until it is deleted.
   */
  readonly left: { readonly seq: number; readonly as: "replayed" | "discarded" } | null;
};

/**
 * All dead letters of a run, in the order of their coming. A dead letter that was moved twice, because its mover died, is one:
 * the second move stored nothing. That a replay is stored tells as much as its end, which its operator may not live to see.
 */
export function deadLettersOf(events: readonly TraceEvent[]): DeadLetter[] {
  const deadLetters = new Map<string, { died: DeadLetter["died"]; left: DeadLetter["left"] }>();
  const replays = new Map<EventId, string>();
  const leave = (key: string | undefined, seq: number, as: "replayed" | "discarded") => {
    const deadLetter = key === undefined ? undefined : deadLetters.get(key);
    if (deadLetter) deadLetter.left ??= { seq, as };
  };
  for (const event of events) {
    const { type } = event;
    if (type === "job-dead-lettered") {
      if (!deadLetters.has(deadLetterKey(event))) deadLetters.set(deadLetterKey(event), { died: event, left: null });
    } else if (type === "job-sent" && event.deadLetter !== undefined) {
      replays.set(event.id, deadLetterKey({ queue: event.queue, deadLetterSequence: event.deadLetter }));
    } else if (type === "job-stored" || type === "job-deduplicated") {
      if (event.cause !== null) leave(replays.get(event.cause), event.seq, "replayed");
    } else if (type === "job-replayed") leave(deadLetterKey(event), event.seq, "replayed");
    else if (type === "dead-letter-discarded") leave(deadLetterKey(event), event.seq, "discarded");
  }
  return [...deadLetters.values()];
}

function deadLetterKey({ queue, deadLetterSequence }: { readonly queue: string; readonly deadLetterSequence: number }) {
  return `${queue}#${deadLetterSequence}`;
}
