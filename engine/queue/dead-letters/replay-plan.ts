import { BadInputError } from "../../kernel/errors.ts";
import type { JsonValue } from "../../kernel/json.ts";
import type { DlqEntry } from "./history.ts";
import type { DeadLetter } from "./dead-letter.ts";

/** What a replay will do: shown by a dry run, and then executed. */
export type ReplayPlan = {
  /** To be published again, in this order. */
  readonly replay: readonly Planned[];
  /** Already in their queue, by a replay that crashed before it deleted them: only to be deleted. */
  readonly finish: readonly { readonly sequence: number; readonly job: string; readonly streamSequence: number }[];
  /** To be skipped, with the reason. */
  readonly leave: readonly { readonly sequence: number; readonly job: string; readonly why: string }[];
};
/** One dead letter that a replay publishes. */
export type Planned = {
  readonly sequence: number;
  readonly job: string;
  /** The edited payload; absent if the original bytes are published. */
  readonly edited?: JsonValue;
};

/** How to replay dead letters. */
export type ReplayOptions = {
  /** Makes the payload to publish from the failed one. */
  readonly edit?: (payload: JsonValue, deadLetter: DeadLetter) => JsonValue;
  /** Also replays dead letters that an earlier replay may have published. */
  readonly again?: boolean;
};

/** How far the replay of each dead letter got, by the history. */
export type Standing = {
  readonly begunAt: number | null;
  /** The sequence of the replayed job; null while it is not in its queue. */
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

/** `safeSince`: replays that began at this time or later are within the deduplication window. @throws BadInputError */
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
      const why = "an earlier replay crashed there, too long ago for the server to know whether the job was published";
      leave.push({ sequence, job, why });
    } else replay.push({ sequence, job, ...edited(deadLetter, edit) });
  }
  return { replay, finish, leave };
}

function edited(deadLetter: DeadLetter, edit: ReplayOptions["edit"]): Pick<Planned, "edited"> {
  if (edit === undefined) return {};
  if (deadLetter.payload === undefined) {
    const what = "its payload is not JSON and cannot be edited";
    throw new BadInputError(`dead letter ${deadLetter.sequence}`, what, "Replay it unchanged, or discard it.");
  }
  return { edited: edit(deadLetter.payload, deadLetter) };
}
