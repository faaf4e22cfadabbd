import type { NodeId } from "../types.ts";
import type { WorkerState } from "../actor/types.ts";

/** Dead letters as they lie at one moment, and who sees to them. */
export type DeadLettersView = {
  readonly node: NodeId;
  readonly count: number;
  readonly jobs: readonly string[];
  /** In the order of their coming. */
  readonly letters: readonly LetterView[];
  /** By why they died, the biggest group first. */
  readonly groups: readonly LetterGroup[];
  /** What was done at the desk, oldest first. */
  readonly deeds: readonly DeedView[];
};

/** `reason`: what all of them say; without what differs from job to job where they differ. */
export type LetterGroup = { readonly reason: string; readonly letters: readonly LetterView[] };

export type LetterView = {
  readonly job: string;
  readonly reason: string;
  readonly since: number;
  readonly poison: boolean;
  /** It lies there still, and is about to be gone: it has been sent again, or given up. */
  readonly leaving: "replayed" | "discarded" | null;
};

export type DeedView = {
  readonly at: number;
  readonly time: string;
  readonly text: string;
  readonly job: string | null;
};

/** Who works at the desk for a queue's dead letters. */
export type DeskView = {
  readonly node: NodeId;
  readonly name: string;
  readonly queue: string;
  readonly incarnation: number;
  readonly state: WorkerState;
  readonly crashedAt: number | null;
  /** What was done last, in short. */
  readonly last: string | null;
  readonly replayed: number;
  readonly discarded: number;
};
