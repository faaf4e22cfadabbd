/** 'away': its server is killed. 'leaderless': one of several is killed, and the others must elect a leader. */
export type QueueServersView = {
  readonly state: "up" | "away" | "leaderless";
  /** When the outage began. */
  readonly since: number | null;
  /** Its messages are lost with its server. */
  readonly inMemory: boolean;
  readonly servers: readonly {
    readonly name: string;
    readonly up: boolean;
    readonly leads: boolean;
    /** It has a copy of the queue. */
    readonly holds: boolean;
  }[];
};
