import { BadInputError } from "../../kernel/errors.ts";
import type { JsonValue } from "../../kernel/json.ts";
import type { DlqEntry } from "./history.ts";
import type { DeadLetter } from "./dead-letter.ts";

/** What a replay would do: the dry run, and what is then done. */
export type ReplayPlan = {
  /** Published anew, in this order. */
  readonly replay: readonly Planned[];
  /** In their queue already, by a replay that died before it deleted them: they are deleted. */
  readonly finish: readonly { readonly sequence: number; readonly job: string; readonly streamSequence: number }[];
  /** Left alone, and why. */
  readonly leave: readonly { readonly sequence: number; readonly job: string; readonly why: string }[];
};
/** One dead letter that a replay publishes. */
export type Planned = {
  readonly sequence: number;
  readonly job: string;
  /** What is published if it was edited; absent: the very bytes that were sent. */
  readonly edited?: JsonValue;
};

/** How to replay dead letters. */
export type ReplayOptions = {
  /** Makes the payload to publish from the one that failed. */
  readonly edit?: (payload: JsonValue, deadLetter: DeadLetter) => JsonValue;
  /** Also dead letters of which it is not known whether an earlier replay had published them. */
  readonly again?: boolean;
};

/** How far replays of each dead letter have come, by the history. */
export type Standing = {
  readonly begunAt: number | null;
  /** The message that it has become; null while it is none. */
  readonly streamSequence: number | null;
};

export function standingsOf(history: readonly DlqEntry[]): ReadonlyMap<number, Standing> {
  const all = new Map<number, Standing>();
  for (const entry of history) {
    const { deadLetter, at } = entry;
    if (entry.type === "replay-begun") all.set(deadLetter, { begunAt: at, streamSequence: null });
    if (entry.type === "replayed") all.set(deadLetter, { begunAt: at, streamSequence: entry.streamSequence });
  }
  return all;
}

/** `safeSince`: what was begun at this moment or later is still in the queue's deduplication window. @throws BadInputError */
export function planReplay(
  deadLetters: readonly DeadLetter[],
  standings: ReadonlyMap<number, Standing>,
  safeSince: number,
  { edit, again = false }: ReplayOptions,
): ReplayPlan {
  const replay: Planned[] = [];
  const finish: ReplayPlan["finish"][number][] = [];
  const leave: ReplayPlan["leave"][number][] = [];
  for (const deadLetter of deadLetters) {
    const { sequence, job } = deadLetter;
    const { begunAt, streamSequence } = standings.get(sequence) ?? { begunAt: null, streamSequence: null };
    if (streamSequence !== null) finish.push({ sequence, job, streamSequence });
    else if (begunAt !== null && begunAt < safeSince && !again) {
      const why = "an earlier replay died at it, too long ago for the server to know whether it was published";
      leave.push({ sequence, job, why });
    } else replay.push({ sequence, job, ...edited(deadLetter, edit) });
  }
  return { replay, finish, leave };
}

function edited(deadLetter: DeadLetter, edit: ReplayOptions["edit"]): Pick<Planned, "edited"> {
  if (edit === undefined) return {};
  if (deadLetter.payload === undefined) {
    const what = "its payload is not JSON and cannot be edited";
    throw new BadInputError(`dead letter ${deadLetter.sequence}`, what, "Replay it as it is, or discard it.");
  }
  return { edited: edit(deadLetter.payload, deadLetter) };
}
