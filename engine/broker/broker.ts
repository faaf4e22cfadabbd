import type { NatsConnection } from "@nats-io/nats-core";

/** Something that speaks NATS with JetStream; the engine never knows which. */
export type Broker = {
  /** A new connection of the unmodified official client; `name` shows in the server's lists. */
  connect(name: string): Promise<NatsConnection>;
};
