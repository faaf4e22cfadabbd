import type { VirtualClock } from "../clock/virtual-clock.ts";
import { VIRTUAL_EPOCH_MS } from "../clock/virtual-realm.ts";
import { TabServer, type TabServerOptions } from "../tab/server.ts";
import { createRealmBroker, type RealmBroker } from "./realm-broker.ts";

export type TabBrokerOptions = {
  readonly clock: VirtualClock;
  readonly hopMs: number;
  /** Plants a named fault in the server, to show that the conformance suite catches it. */
  readonly fault?: TabServerOptions["fault"];
};

/** The in-tab server. Must be made and used inside the virtual realm of `clock`. */
export function createTabBroker({ clock, hopMs, fault }: TabBrokerOptions): RealmBroker {
  const server = new TabServer({
    clock: clock.rooted(),
    epochMs: VIRTUAL_EPOCH_MS,
    ...(fault === undefined ? {} : { fault }),
  });
  return createRealmBroker({ server, clock, hopMs });
}
