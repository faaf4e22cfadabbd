import { family } from "../family.ts";
import { formatCount } from "../format.ts";

/** What happens at the desk for a queue's dead letters. Nothing that is looked at is consumed. */
export type DeadLetterEvent =
  /** Somebody looked: all letters that lay there, and fitted what was asked for. */
  | {
      readonly type: "dead-letters-listed";
      readonly queue: string;
      readonly of: AskedFor;
      readonly count: number;
      readonly letters: readonly SeenLetter[];
    }
  /** The same, grouped: the biggest group first. */
  | {
      readonly type: "dead-letters-grouped";
      readonly queue: string;
      readonly of: AskedFor;
      readonly count: number;
      readonly by: string;
      readonly groups: readonly { readonly key: string; readonly jobs: readonly string[] }[];
    }
  /**
   * A dead letter is a job of its queue again, as a new message (the `job-sent` with this `letter` sent it), and lies
   * among the dead letters no more.
   */
  | {
      readonly type: "job-replayed";
      readonly queue: string;
      readonly job: string;
      readonly deadLetterSequence: number;
      readonly streamSequence: number;
    }
  /** A dead letter was given up by hand: the desk's history has a copy, and the letter is deleted next. */
  | {
      readonly type: "dead-letter-discarded";
      readonly queue: string;
      readonly job: string;
      readonly deadLetterSequence: number;
      readonly reason: string;
    }
  /** Who was to work at the desk has done so. */
  | { readonly type: "desk-left"; readonly queue: string; readonly replayed: number; readonly discarded: number };

/** Which letters were meant: all that fit everything that is said; all there are when nothing is. */
export type AskedFor = { readonly [field: string]: string | number };
export type SeenLetter = { readonly deadLetterSequence: number; readonly job: string };

export const deadLetterEvents = family<DeadLetterEvent>({
  "dead-letters-listed": {
    says: ({ actor, queue, of, letters }) => {
      const jobs = letters.map(({ job }) => job).join(", ");
      return `${actor} looked at the dead letters of ${queue}${askedFor(of)} and took none: ${jobs === "" ? "there are none" : jobs}`;
    },
    draws: null,
    tone: "plain",
  },
  "dead-letters-grouped": {
    says: ({ actor, queue, of, by, groups }) => {
      const told = groups.map(({ key, jobs }) => `${jobs.length} × ${key} (${jobs.join(", ")})`).join("; ");
      return `${actor} grouped the dead letters of ${queue}${askedFor(of)} by ${by}: ${told === "" ? "there are none" : told}`;
    },
    draws: null,
    tone: "plain",
  },
  "job-replayed": {
    says: ({ job, queue, streamSequence }) =>
      `${job} lies among the dead letters of ${queue} no more: it is a job again (replayed, stream sequence ${streamSequence})`,
    draws: null,
    tone: "good",
  },
  "dead-letter-discarded": {
    says: ({ actor, job, queue, reason }) =>
      `${actor} gave up the dead letter ${job} of ${queue}: ${reason} (discarded)`,
    draws: "both",
    tone: "warn",
    mark: "dead-lettered",
  },
  "desk-left": {
    says: ({ actor, queue, replayed, discarded }) =>
      `${actor} left the desk of ${queue}: ${formatCount(replayed, "dead letter")} replayed, ${discarded} discarded`,
    draws: null,
    tone: "plain",
  },
});

function askedFor(of: AskedFor): string {
  const fields = Object.entries(of).map(([field, value]) => `${field} ${value}`);
  return fields.length === 0 ? "" : ` with ${fields.join(" and ")}`;
}
