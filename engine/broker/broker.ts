import type { NatsConnection } from "@nats-io/nats-core";

/** Something that speaks NATS with JetStream; the engine never knows which. */
export type Broker = {
  /** A new connection of the unmodified official client; `name` shows in the server's lists. */
  connect(name: string): Promise<NatsConnection>;
};

/** The servers behind a broker, where they are the run's own to kill and to start again. */
export type OwnServers = {
  /** One, or those of a cluster. */
  readonly names: readonly string[];
  /** Ends it at once, as SIGKILL does; resolves when it is gone. */
  kill(name: string): Promise<void>;
  /** Starts it on what the one before had stored; resolves when it takes connections. */
  start(name: string): Promise<void>;
};

/** What a server by itself is called. */
export const ONLY_SERVER = "nats-1";
