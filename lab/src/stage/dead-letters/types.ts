import type { NodeId } from "../types.ts";
import type { WorkerState } from "../actor/types.ts";

/** The dead letters at one moment, and their operators. */
export type DeadLettersView = {
  readonly node: NodeId;
  readonly count: number;
  readonly jobs: readonly string[];
  /** In the order of arrival. */
  readonly deadLetters: readonly DeadLetterView[];
  /** By cause, the largest group first. */
  readonly groups: readonly DeadLetterGroup[];
  /** The operations, oldest first. */
  readonly deeds: readonly DeedView[];
};

/** `reason`: the text that all of them share. If the texts differ from job to job, the differing part is omitted. */
export type DeadLetterGroup = { readonly reason: string; readonly deadLetters: readonly DeadLetterView[] };

export type DeadLetterView = {
  readonly job: string;
  readonly reason: string;
  readonly since: number;
  readonly poison: boolean;
  /** It is still there and is about to be deleted: it was replayed or discarded. */
  readonly leaving: "replayed" | "discarded" | null;
};

export type DeedView = {
  readonly at: number;
  readonly time: string;
  readonly text: string;
  readonly job: string | null;
};

/** A DLQ operator. */
export type OperatorView = {
  readonly node: NodeId;
  readonly name: string;
  readonly queue: string;
  readonly incarnation: number;
  readonly state: WorkerState;
  readonly crashedAt: number | null;
  /** Its last operation, in short. */
  readonly last: string | null;
  readonly replayed: number;
  readonly discarded: number;
};
