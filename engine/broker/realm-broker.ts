import { nuid } from "@nats-io/nats-core";
import { NatsConnectionImpl, setTransportFactory, type Transport } from "@nats-io/nats-core/internal";
import type { OwnerId, VirtualClock } from "../clock/virtual-clock.ts";
import { MemoryTransport, type RealmServer } from "../sim/memory-transport.ts";
import type { Broker } from "./broker.ts";

/** A server in this realm, and the unmodified client connected to it over memory, under one virtual clock. */
export type RealmBroker = Broker & {
  /** The client's end of a new connection, for whoever speaks the protocol himself. */
  dial(): MemoryTransport;
  /** Ends the owner's connections as the network would see a killed process: at once and without a word. */
  cut(owner: OwnerId): void;
  /** How long bytes travel one way from now on, at least 1 ms. */
  setHopMs(hopMs: number): void;
};

export type RealmBrokerOptions = {
  readonly server: RealmServer;
  readonly clock: VirtualClock;
  readonly hopMs: number;
};

/** Must be made and used inside the virtual realm of `clock`. */
export function createRealmBroker({ server, clock, hopMs }: RealmBrokerOptions): RealmBroker {
  const link = { server, clock, hopMs };
  const transports = new Map<OwnerId, MemoryTransport[]>();
  // The client's ids come from a generator that lives as long as its module: begin each run in the same state.
  nuid.reset();
  const dial = (): MemoryTransport => {
    const transport = new MemoryTransport(link, clock.currentOwner);
    transports.set(clock.currentOwner, [...(transports.get(clock.currentOwner) ?? []), transport]);
    return transport;
  };
  // The client declares `closeError` as always there; its own transports leave it undefined as this one does.
  const factory = (): Transport => dial() as MemoryTransport & { closeError: Error };
  return {
    dial,
    connect(name) {
      // The client has one factory for its whole module, and there may be another server in this realm.
      setTransportFactory({ factory });
      return NatsConnectionImpl.connect({
        servers: ["sim:4222"],
        name,
        // As the clients of a real server do (nats-broker.ts): its end is not theirs.
        maxReconnectAttempts: -1,
        reconnectTimeWait: 250,
        noRandomize: true,
        noAsyncTraces: true,
        ignoreClusterUpdates: true,
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
