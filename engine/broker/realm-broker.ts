import { nuid } from "@nats-io/nats-core";
import { NatsConnectionImpl, setTransportFactory, type Transport } from "@nats-io/nats-core/internal";
import type { OwnerId, VirtualClock } from "../clock/virtual-clock.ts";
import { MemoryTransport, type RealmServer } from "../sim/memory-transport.ts";
import { dialsAfter, type Broker } from "./broker.ts";

/** A server in this realm to which the unmodified client connects over memory, both under one virtual clock. */
export type RealmBroker = Broker & {
  /** Opens a connection without the client and returns the client's end, for tests of the protocol. */
  dial(): MemoryTransport;
  /** Cuts the owner's connections at once and without a closing message, as when a process is killed. */
  cut(owner: OwnerId): void;
  /** Sets the one-way latency of the network, at least 1 ms. */
  setHopMs(hopMs: number): void;
};

export type RealmBrokerOptions = {
  readonly server: RealmServer;
  readonly clock: VirtualClock;
  readonly hopMs: number;
};

/** Creates the broker. It must be created and used inside the virtual realm of `clock`. */
export function createRealmBroker({ server, clock, hopMs }: RealmBrokerOptions): RealmBroker {
  const link = { server, clock, hopMs };
  const transports = new Map<OwnerId, MemoryTransport[]>();
  // The client's id generator lives as long as its module, so each run resets it.
  nuid.reset();
  const dial = (): MemoryTransport => {
    const transport = new MemoryTransport(link, clock.currentOwner);
    transports.set(clock.currentOwner, [...(transports.get(clock.currentOwner) ?? []), transport]);
    return transport;
  };
  // The client's type requires `closeError`, but its own transports also leave it undefined.
  const factory = (): Transport => dial() as MemoryTransport & { closeError: Error };
  return {
    dial,
    connect(name, waitMs) {
      // The client has one factory per module, and another server in this realm may have set its own.
      setTransportFactory({ factory });
      return NatsConnectionImpl.connect({
        servers: ["sim:4222"],
        name,
        // As on a real server (nats-broker.ts): clients reconnect after the server's end.
        maxReconnectAttempts: -1,
        reconnectTimeWait: 250,
        noRandomize: true,
        noAsyncTraces: true,
        ignoreClusterUpdates: true,
        ...dialsAfter(waitMs),
      });
    },
    cut(owner) {
      for (const transport of transports.get(owner) ?? []) transport.cut();
      transports.delete(owner);
    },
    setHopMs(ms) {
      link.hopMs = ms;
    },
  };
}
