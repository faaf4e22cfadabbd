import type { RealmBroker } from "../broker/realm-broker.ts";
import { ROOT_OWNER, type OwnerId, type VirtualClock } from "../clock/virtual-clock.ts";
import { errorText } from "../kernel/errors.ts";
import type { Sandbox } from "../sandbox/functions.ts";
import type { Host } from "./host.ts";
import { liveIncarnation, type LiveActor } from "./incarnation.ts";

/**
 * Runs actors in this realm, under virtual time. An incarnation is an owner of the virtual clock. A crash fences it: its
 * timers never fire, its calls never settle, its connection is cut in both directions without a closing message, and its
 * later records are discarded. A pause pauses the owner: its timers and its incoming messages wait.
 */
export function realmHost(clock: VirtualClock, broker: RealmBroker, sandbox: Sandbox | null = null): Host {
  return {
    start(spec, incarnation, listener) {
      const owner = clock.newOwner();
      let actor: LiveActor | null = null;
      const spent = new Set<number>();
      const kill = () => fence(clock, broker, owner);
      const ports = {
        clock,
        connect: (name: string, waitMs: () => number) => broker.connect(name, waitMs),
        stamp: () => ({ at: clock.now(), tick: clock.tick }),
        sink: (event: Parameters<typeof listener.record>[0]) => {
          if (!clock.isFenced(owner)) listener.record(event);
        },
        die(detail: string, cause: string) {
          if (clock.isFenced(owner)) return;
          kill();
          listener.crashed({ by: "fault", detail, cause });
        },
        pause(forMs: number, cause: string) {
          if (clock.isFenced(owner)) return new Promise<void>(() => {});
          clock.pause(owner);
          listener.paused({ forMs, cause });
          // The actor owns this timer, so it fires when the actor is resumed.
          return new Promise<void>((goOn) => void clock.setTimeout(goOn, 0, owner));
        },
        spent,
        sandbox,
      };
      const begin = () => {
        actor = liveIncarnation(spec, incarnation, ports);
        actor.ended.then(listener.ended, (thrown: unknown) => {
          if (clock.isFenced(owner)) return;
          kill();
          listener.crashed({ by: "unexpected", detail: errorText(thrown), cause: null });
        });
      };
      clock.setTimeout(begin, 0, owner);
      return {
        kill(gone) {
          kill();
          gone?.();
        },
        // The actor owns this timer, so everything that follows belongs to the actor and ends with it. `ended` reports
        // the errors.
        stop: () => void clock.setTimeout(() => void actor?.stop().catch(() => undefined), 0, owner),
        pause: () => clock.pause(owner),
        resume: () => clock.resume(owner),
        hinder: (hindrance, cause) => void clock.setTimeout(() => actor?.hinder(hindrance, cause), 0, owner),
        spend: (fault) => void spent.add(fault),
      };
    },
  };
}

function fence(clock: VirtualClock, broker: RealmBroker, owner: OwnerId): void {
  clock.fence(owner);
  clock.runAs(ROOT_OWNER, () => broker.cut(owner));
}
