import { family } from "../family.ts";

/** Events of a run's own servers, recorded by the runner, by the observer, and by each client for itself. */
export type ServerEvent =
  /** The runner killed the server (SIGKILL). */
  | { readonly type: "server-stopped"; readonly server: string }
  /** The server accepts connections again, with the data that it had stored. */
  | { readonly type: "server-started"; readonly server: string }
  /** In a cluster: the observer saw a new leader of the queue's stream; null: there is none. */
  | { readonly type: "leader-seen"; readonly queue: string; readonly leader: string | null }
  /** An actor lost its connection and tries to connect again. */
  | { readonly type: "connection-lost" }
  | { readonly type: "connection-restored" };

export const serverEvents = family<ServerEvent>({
  "server-stopped": {
    says: ({ server }) => `the server ${server} was killed (kill -9)`,
    draws: "actor",
    tone: "bad",
    flag: { kind: "crash" },
  },
  "server-started": {
    says: ({ server }) => `the server ${server} is up again, with the data on its disk`,
    draws: "actor",
    tone: "good",
    flag: { kind: "restart" },
  },
  "leader-seen": {
    says: ({ leader, queue }) =>
      leader === null
        ? `no server leads ${queue}: the servers must elect a leader (no leader)`
        : `${leader} leads ${queue} (leader)`,
    draws: null,
    tone: "plain",
    flag: { kind: "restart", when: ({ leader }) => leader !== null },
  },
  "connection-lost": {
    says: ({ actor }) => `${actor} lost its connection (reconnecting)`,
    draws: "actor",
    tone: "warn",
  },
  "connection-restored": {
    says: ({ actor }) => `${actor} reconnected`,
    draws: "actor",
    tone: "plain",
  },
});
