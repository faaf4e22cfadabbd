import type { ConnectionOptions, NatsConnection } from "@nats-io/nats-core";

/** A NATS server with JetStream. The engine does not depend on which one. */
export type Broker = {
  /**
   * Opens a connection of the unmodified official client. The server lists it under `name`. `waitMs`: how long the client
   * waits, beyond its usual pause, before it dials; it asks at each attempt.
   */
  connect(name: string, waitMs?: () => number): Promise<NatsConnection>;
};

/** The client's option for `waitMs`. */
export function dialsAfter(waitMs: (() => number) | undefined): Pick<ConnectionOptions, "reconnectToServer"> {
  if (waitMs === undefined) return {};
  // The first one is the server that the client would dial anyway.
  return { reconnectToServer: ([server]) => (server === undefined ? null : { server, delay: waitMs() }) };
}

/** The servers of a broker, if they belong to the run, which can kill and restart them. */
export type OwnServers = {
  /** The names of the servers: one, or the members of a cluster. */
  readonly names: readonly string[];
  /** Ends a server at once, as SIGKILL does. Resolves when it has ended. */
  kill(name: string): Promise<void>;
  /** Starts a server on the store of its predecessor. Resolves when it accepts connections. */
  start(name: string): Promise<void>;
};

/** The name of a server that is not in a cluster. */
export const ONLY_SERVER = "nats-1";
