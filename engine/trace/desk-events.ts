/** What happens at the desk for a queue's dead letters. Nothing that is looked at is consumed. */
export type DeskEvent =
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
