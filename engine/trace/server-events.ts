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
