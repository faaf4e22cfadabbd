import { headers, type NatsConnection } from "@nats-io/nats-core";
import { CAUSE_HEADER } from "../trace/probe.ts";

/** A charge at the payment provider for an order; `key` is the idempotency key, if one is sent. */
export type ChargeRequest = { readonly job: string; readonly amountCents: number; readonly key: string | null };
export type ChargeReply = { readonly duplicate: boolean };

const WORLD_TIMEOUT_MS = 10_000;

export function chargeSubject(namespace: string): string {
  return `${namespace}.world.charge`;
}

/** Charges, and resolves once the provider has answered. @throws the client's error when it does not answer. */
export async function requestCharge(
  { connection, namespace }: { readonly connection: NatsConnection; readonly namespace: string },
  request: ChargeRequest,
  cause: string,
): Promise<ChargeReply> {
  const header = headers();
  header.set(CAUSE_HEADER, cause);
  const reply = await connection.request(chargeSubject(namespace), JSON.stringify(request), {
    timeout: WORLD_TIMEOUT_MS,
    headers: header,
  });
  return reply.json<ChargeReply>();
}
