import type { VirtualClock } from "../clock/virtual-clock.ts";
import { VIRTUAL_EPOCH_MS } from "../clock/virtual-realm.ts";
import { TabDisk } from "../tab/disk.ts";
import type { RealmServer } from "../tab/memory-transport.ts";
import { TabServer, type TabServerOptions } from "../tab/server.ts";
import { ONLY_SERVER, type OwnServers } from "./broker.ts";
import { createRealmBroker, type RealmBroker } from "./realm-broker.ts";

export type TabBrokerOptions = {
  readonly clock: VirtualClock;
  readonly hopMs: number;
  /** Plants a named fault in the server, to show that the conformance suite catches it. */
  readonly fault?: TabServerOptions["fault"];
  /** When the server's timers fire: at their millisecond by default, or as nats-server's do. */
  readonly timing?: TabServerOptions["timing"];
};

/** The in-tab server, which can be killed and started again on its disk. */
export type TabBroker = RealmBroker & { readonly servers: OwnServers };

/** Must be made and used inside the virtual realm of `clock`. */
export function createTabBroker({ clock, hopMs, fault, timing }: TabBrokerOptions): TabBroker {
  const disk = new TabDisk();
  const start = () =>
    new TabServer({
      clock: clock.rooted(),
      epochMs: VIRTUAL_EPOCH_MS,
      disk,
      ...(fault === undefined ? {} : { fault }),
      ...(timing === undefined ? {} : { timing }),
    });
  let running: TabServer | null = start();
  const server: RealmServer = { accept: (client) => running?.accept(client) ?? null };
  return {
    ...createRealmBroker({ server, clock, hopMs }),
    servers: {
      names: [ONLY_SERVER],
      kill() {
        running?.kill();
        running = null;
        return Promise.resolve();
      },
      start() {
        running ??= start();
        return Promise.resolve();
      },
    },
  };
}
