import type { EventOf, TraceEvent } from "../../trace/events.ts";
import type { EventId } from "../../trace/event.ts";

/** One dead letter, and how it left the dead-letter queue. */
export type DeadLetter = {
  readonly died: EventOf<"job-dead-lettered">;
  /**
   * How and when (`seq`) it left; null while it is in the DLQ. A replayed letter may stay in the DLQ a little longer, until
   * it is deleted.
   */
  readonly left: { readonly seq: number; readonly as: "replayed" | "discarded" } | null;
};

/**
 * All dead letters of a run, in the order in which they arrived. A letter whose move was repeated, because the mover crashed,
 * counts once: the server stored nothing the second time. A replay counts as soon as the replayed job is stored, because
 * its operator may crash before it records the end of the replay.
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
