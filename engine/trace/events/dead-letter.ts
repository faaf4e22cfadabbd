import { family } from "../family.ts";
import { formatCount } from "../format.ts";

/** Operations on a queue's dead letters. Listing and grouping consume nothing. */
export type DeadLetterEvent =
  /** An operator listed the dead letters that match a selection. */
  | {
      readonly type: "dead-letters-listed";
      readonly queue: string;
      readonly of: AskedFor;
      readonly count: number;
      readonly letters: readonly SeenLetter[];
    }
  /** An operator grouped the dead letters that match a selection; the largest group comes first. */
  | {
      readonly type: "dead-letters-grouped";
      readonly queue: string;
      readonly of: AskedFor;
      readonly count: number;
      readonly by: string;
      readonly groups: readonly { readonly key: string; readonly jobs: readonly string[] }[];
    }
  /**
   * A dead letter is a job of its queue again, as a new message (the `job-sent` with this `letter` sent it), and is no
   * longer in the dead-letter queue.
   */
  | {
      readonly type: "job-replayed";
      readonly queue: string;
      readonly job: string;
      readonly deadLetterSequence: number;
      readonly streamSequence: number;
    }
  /** An operator discarded a dead letter: the operator's history has a copy, and the dead letter is deleted next. */
  | {
      readonly type: "dead-letter-discarded";
      readonly queue: string;
      readonly job: string;
      readonly deadLetterSequence: number;
      readonly reason: string;
    }
  /** An operator has finished its planned operations. */
  | { readonly type: "desk-left"; readonly queue: string; readonly replayed: number; readonly discarded: number };

/** A selection of dead letters: those that match every field; all of them without a field. */
export type AskedFor = { readonly [field: string]: string | number };
export type SeenLetter = { readonly deadLetterSequence: number; readonly job: string };

export const deadLetterEvents = family<DeadLetterEvent>({
  "dead-letters-listed": {
    says: ({ actor, queue, of, letters }) => {
      const jobs = letters.map(({ job }) => job).join(", ");
      return `${actor} listed the dead letters of ${queue}${askedFor(of)}: ${jobs === "" ? "none" : jobs} (nothing consumed)`;
    },
    draws: null,
    tone: "plain",
  },
  "dead-letters-grouped": {
    says: ({ actor, queue, of, by, groups }) => {
      const told = groups.map(({ key, jobs }) => `${jobs.length} × ${key} (${jobs.join(", ")})`).join("; ");
      return `${actor} grouped the dead letters of ${queue}${askedFor(of)} by ${by}: ${told === "" ? "none" : told}`;
    },
    draws: null,
    tone: "plain",
  },
  "job-replayed": {
    says: ({ actor, job, queue, streamSequence }) =>
      `${actor} removed ${job} from the dead-letter queue of ${queue}: it is a job again (replayed, stream sequence ${streamSequence})`,
    draws: null,
    tone: "good",
  },
  "dead-letter-discarded": {
    says: ({ actor, job, queue, reason }) => `${actor} discarded the dead letter ${job} of ${queue}: ${reason}`,
    draws: "both",
    tone: "warn",
    mark: "dead-lettered",
  },
  "desk-left": {
    says: ({ actor, queue, replayed, discarded }) =>
      `${actor} finished with the dead-letter queue of ${queue}: ${formatCount(replayed, "dead letter")} replayed, ${discarded} discarded`,
    draws: null,
    tone: "plain",
  },
});

function askedFor(of: AskedFor): string {
  const fields = Object.entries(of).map(([field, value]) => `${field} ${value}`);
  return fields.length === 0 ? "" : ` with ${fields.join(" and ")}`;
}
