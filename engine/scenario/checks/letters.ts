import type { EventOf, TraceEvent } from "../../trace/events.ts";
import type { EventId } from "../../trace/event.ts";

/** One dead letter, and what became of it. */
export type Letter = {
  readonly died: EventOf<"job-dead-lettered">;
  /**
   * Since when it is a job of its queue again, or given up; null: it lies there. A replayed one may lie there a little
   * longer, until it is deleted.
   */
  readonly left: { readonly seq: number; readonly as: "replayed" | "discarded" } | null;
};

/**
 * All dead letters of a run, in the order of their coming. A letter that was moved twice, because its mover died, is one:
 * the second move stored nothing. That a replay is stored tells as much as its end, which its desk may not live to see.
 */
export function lettersOf(events: readonly TraceEvent[]): Letter[] {
  const letters = new Map<string, { died: Letter["died"]; left: Letter["left"] }>();
  const replays = new Map<EventId, string>();
  const leave = (key: string | undefined, seq: number, as: "replayed" | "discarded") => {
    const letter = key === undefined ? undefined : letters.get(key);
    if (letter) letter.left ??= { seq, as };
  };
  for (const event of events) {
    const { type } = event;
    if (type === "job-dead-lettered") {
      if (!letters.has(letterKey(event))) letters.set(letterKey(event), { died: event, left: null });
    } else if (type === "job-sent" && event.letter !== undefined) {
      replays.set(event.id, letterKey({ queue: event.queue, deadLetterSequence: event.letter }));
    } else if (type === "job-stored" || type === "job-deduplicated") {
      if (event.cause !== null) leave(replays.get(event.cause), event.seq, "replayed");
    } else if (type === "job-replayed") leave(letterKey(event), event.seq, "replayed");
    else if (type === "dead-letter-discarded") leave(letterKey(event), event.seq, "discarded");
  }
  return [...letters.values()];
}

function letterKey({ queue, deadLetterSequence }: { readonly queue: string; readonly deadLetterSequence: number }) {
  return `${queue}#${deadLetterSequence}`;
}
