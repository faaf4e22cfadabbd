/** 'away': its server is killed; 'leaderless': one of several is, and the others have to choose who answers. */
export type QueueServersView = {
  readonly state: "up" | "away" | "leaderless";
  /** Since when nobody answers. */
  readonly since: number | null;
  /** What it holds is gone with its server. */
  readonly inMemory: boolean;
  readonly servers: readonly {
    readonly name: string;
    readonly up: boolean;
    readonly leads: boolean;
    /** It has a copy of the queue. */
    readonly holds: boolean;
  }[];
};
