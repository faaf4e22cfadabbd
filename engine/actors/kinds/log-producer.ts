import { z } from "zod";
import { arrivalsSchema, gapAfter } from "../arrivals/registry.ts";
import { cents, idText, millis, positive } from "../fields.ts";
import { jetstream } from "@nats-io/jetstream";
import { drawInt } from "../../kernel/random.ts";
import type { LogPlace } from "../../log/config.ts";
import { appendEvent } from "../../log/log.ts";
import type { Actor, ActorContext } from "../actor.ts";
import { orderPayload } from "../payload.ts";

export const logProducerSchema = z.strictObject({
  name: idText,
  log: idText,
  eventName: idText.default("event").describe("Events are called eventName-1, eventName-2, …"),
  events: positive.max(10_000),
  everyMs: arrivalsSchema.default(500).describe("Time between two events, or an arrival process."),
  startMs: millis.default(0),
  amountCents: cents.default(2_000).describe("The price of each event; charge handlers charge it."),
  keys: positive
    .max(1_000)
    .exactOptional()
    .describe("The number of keys that its events take in turn; without it, each event has its own key."),
  keyName: idText.default("key").describe("Keys are called keyName-1, keyName-2, …"),
  hotKeyPercent: z
    .int()
    .min(0)
    .max(100)
    .nullable()
    .default(null)
    .describe(
      "The percentage of events with the first key, drawn by the seed; the others take the remaining keys in turn. null: all keys in turn.",
    ),
});

export type LogProducerParams = Omit<z.output<typeof logProducerSchema>, "name" | "log"> & {
  readonly log: LogPlace;
  /** Events whose payload is spoiled. */
  readonly poison: readonly string[];
};

/** Appends its events on schedule; the next event does not wait until the one before is stored. */
export function createLogProducer(context: ActorContext, params: LogProducerParams): Actor {
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

async function append(context: ActorContext, params: LogProducerParams, stopped: () => boolean): Promise<void> {
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
    if (n < events) await clock.sleep(gapAfter(n, params.everyMs, context));
  }
  await Promise.all(appends);
  probe.record({ type: "log-producer-finished", log: log.name, events: appends.length });
}

/** Returns a function that gives the key of the nth event, or null if each event is its own key. Call it in order. */
export function keysInTurn(
  seed: number,
  logProducer: string,
  { keys, keyName, hotKeyPercent }: Pick<LogProducerParams, "keys" | "keyName" | "hotKeyPercent">,
): (n: number) => string | null {
  let turn = 0;
  return (n) => {
    if (keys === undefined) return null;
    if (hotKeyPercent === null) return `${keyName}-${((n - 1) % keys) + 1}`;
    const isHot = keys === 1 || drawInt(seed, ["hot", logProducer, n], 0, 99) < hotKeyPercent;
    return `${keyName}-${isHot ? 1 : (turn++ % (keys - 1)) + 2}`;
  };
}
