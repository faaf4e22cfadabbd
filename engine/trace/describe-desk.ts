import type { AskedFor, DeskEvent } from "./desk-events.ts";
import { familyOf } from "./family.ts";
import { formatCount } from "./format.ts";

export const isOfDesk = familyOf<DeskEvent["type"]>({
  "dead-letters-listed": true,
  "dead-letters-grouped": true,
  "job-replayed": true,
  "dead-letter-discarded": true,
  "desk-left": true,
});

/** One plain sentence for each event at the desk for dead letters; see describe.ts. */
export function describeDeskEvent(actor: string, event: DeskEvent): string {
  switch (event.type) {
    case "dead-letters-listed": {
      const jobs = event.letters.map(({ job }) => job).join(", ");
      return `${actor} looked at the dead letters of ${event.queue}${askedFor(event.of)} and took none: ${jobs === "" ? "there are none" : jobs}`;
    }
    case "dead-letters-grouped": {
      const groups = event.groups.map(({ key, jobs }) => `${jobs.length} × ${key} (${jobs.join(", ")})`).join("; ");
      return `${actor} grouped the dead letters of ${event.queue}${askedFor(event.of)} by ${event.by}: ${groups === "" ? "there are none" : groups}`;
    }
    case "job-replayed":
      return `${event.job} lies among the dead letters of ${event.queue} no more: it is a job again (replayed, stream sequence ${event.streamSequence})`;
    case "dead-letter-discarded":
      return `${actor} gave up the dead letter ${event.job} of ${event.queue}: ${event.reason} (discarded)`;
    case "desk-left":
      return `${actor} left the desk of ${event.queue}: ${formatCount(event.replayed, "letter")} replayed, ${event.discarded} discarded`;
  }
}

function askedFor(of: AskedFor): string {
  const fields = Object.entries(of).map(([field, value]) => `${field} ${value}`);
  return fields.length === 0 ? "" : ` with ${fields.join(" and ")}`;
}
