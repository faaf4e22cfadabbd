import { family } from "../family.ts";

/** What befalls a run's own servers, told by who does it or sees it: the runner, the observer, and each client for itself. */
export type ServerEvent =
  /** Killed by the runner (SIGKILL). */
  | { readonly type: "server-stopped"; readonly server: string }
  /** It takes connections again, with what it had stored. */
  | { readonly type: "server-started"; readonly server: string }
  /** The observer looked, and another server answers for this queue's stream; null: none does. Of a cluster. */
  | { readonly type: "leader-seen"; readonly queue: string; readonly leader: string | null }
  /** An actor's connection has ended, and it tries to connect again. */
  | { readonly type: "connection-lost" }
  | { readonly type: "connection-restored" };

export const serverEvents = family<ServerEvent>({
  "server-stopped": {
    says: ({ server }) => `the server ${server} is killed (kill -9)`,
    draws: "actor",
    tone: "bad",
    flag: { kind: "crash" },
  },
  "server-started": {
    says: ({ server }) => `the server ${server} is up again, with what is on its disk`,
    draws: "actor",
    tone: "good",
    flag: { kind: "restart" },
  },
  "leader-seen": {
    says: ({ leader, queue }) =>
      leader === null
        ? `nobody answers for ${queue}: the servers have to choose (no leader)`
        : `${leader} answers for ${queue} (leader)`,
    draws: null,
    tone: "plain",
    flag: { kind: "restart", when: ({ leader }) => leader !== null },
  },
  "connection-lost": {
    says: ({ actor }) => `${actor} has lost its connection and tries again (reconnecting)`,
    draws: "actor",
    tone: "warn",
  },
  "connection-restored": {
    says: ({ actor }) => `${actor} is connected again`,
    draws: "actor",
    tone: "plain",
  },
});
