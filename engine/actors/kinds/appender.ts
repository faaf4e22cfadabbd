import { jetstream } from "@nats-io/jetstream";
import { drawFrom, drawInt } from "../../kernel/random.ts";
import type { LogPlace } from "../../log/config.ts";
import { appendEvent } from "../../log/log.ts";
import type { Actor, ActorContext } from "../actor.ts";
import { orderPayload } from "../payload.ts";

export type AppenderParams = {
  readonly log: LogPlace;
  readonly eventName: string;
  readonly events: number;
  readonly everyMs: number | readonly [number, number];
  readonly startMs: number;
  readonly amountCents: number;
  /** Without it each event is a key of its own. */
  readonly keys?: number;
  readonly keyName: string;
  /** So many of a hundred events have the first key; null: as many as every other. */
  readonly hotKeyPercent: number | null;
  /** Events whose payload is spoiled. */
  readonly poison: readonly string[];
};

/** Appends its events one after the other; the next one's time does not wait for the one before to be stored. */
export function createAppender(context: ActorContext, params: AppenderParams): Actor {
  let stopping = false;
  const ended = append(context, params, () => stopping);
  return {
    stop() {
      stopping = true;
      return Promise.resolve();
    },
    ended,
  };
}

async function append(context: ActorContext, params: AppenderParams, stopped: () => boolean): Promise<void> {
  const { clock, seed, probe, name } = context;
  const { log, eventName, events, amountCents, poison } = params;
  const js = jetstream(context.connection);
  const keyOf = keysInTurn(seed, name, params);
  const appends: Promise<unknown>[] = [];
  await clock.sleep(params.startMs);
  for (let n = 1; n <= events && !stopped(); n++) {
    const id = `${eventName}-${n}`;
    const payload = orderPayload(id, amountCents, poison.includes(id));
    appends.push(appendEvent(js, log, { id, key: keyOf(n) ?? id, payload }, probe));
    if (n < events) await clock.sleep(drawFrom(seed, ["every", name, n], params.everyMs));
  }
  await Promise.all(appends);
  probe.record({ type: "appender-finished", log: log.name, events: appends.length });
}

/** The key of its n-th event; null where each event is its own. To be asked for one event after the other. */
export function keysInTurn(
  seed: number,
  appender: string,
  { keys, keyName, hotKeyPercent }: Pick<AppenderParams, "keys" | "keyName" | "hotKeyPercent">,
): (n: number) => string | null {
  let turn = 0;
  return (n) => {
    if (keys === undefined) return null;
    if (hotKeyPercent === null) return `${keyName}-${((n - 1) % keys) + 1}`;
    const isHot = keys === 1 || drawInt(seed, ["hot", appender, n], 0, 99) < hotKeyPercent;
    return `${keyName}-${isHot ? 1 : (turn++ % (keys - 1)) + 2}`;
  };
}
