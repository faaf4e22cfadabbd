import type { Msg, NatsConnection } from "@nats-io/nats-core";
import type { Recorder } from "../trace/recorder.ts";
import { CAUSE_HEADER } from "../trace/probe.ts";
import { chargeSubject, type ChargeReply, type ChargeRequest } from "./world-client.ts";

/**
 * The world outside: a payment provider that every handler charges by request-reply. It belongs to the runner and
 * never crashes, so what it applied is the truth that ledgers are made of.
 *
 * X1  A charge without a key is always applied: the provider cannot know that it has seen it.
 * X2  A charge with a key is applied once; its repetition is answered like the first and changes nothing.
 */
export function startWorld(connection: NatsConnection, namespace: string, recorder: Recorder): void {
  const seen = new Set<string>();
  connection.subscribe(chargeSubject(namespace), {
    callback: (error, message) => {
      if (!error) message.respond(JSON.stringify(charge(message, seen, recorder)));
    },
  });
}

function charge(message: Msg, seen: Set<string>, recorder: Recorder): ChargeReply {
  const { job, amountCents, key } = message.json<ChargeRequest>();
  const cause = message.headers?.get(CAUSE_HEADER) || null;
  if (key !== null && seen.has(key)) {
    recorder.record({ type: "effect-deduplicated", effect: "charge", job, key, amountCents }, cause);
    return { duplicate: true };
  }
  if (key !== null) seen.add(key);
  recorder.record({ type: "effect-applied", effect: "charge", job, key, amountCents }, cause);
  return { duplicate: false };
}
