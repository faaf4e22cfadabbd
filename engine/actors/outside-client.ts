import { delay, headers, type MsgHdrs, type NatsConnection, nuid } from "@nats-io/nats-core";
import { CAUSE_HEADER } from "../trace/probe.ts";

/** Something to be done in the outside services for an order. */
export type EffectRequest = {
  readonly effect: string;
  readonly job: string;
  /** Money that moves: from the customer, or back to them if it is negative. */
  readonly amountCents: number;
  /** The idempotency key, if one is sent. */
  readonly key: string | null;
  /** The key of what this takes back. */
  readonly undoes: { readonly effect: string; readonly key: string } | null;
  /** The fencing token of the run that asks, if it has one. */
  readonly token?: number;
};
/**
 * `duplicate`: it had been done before. `prevented`: it was compensated before it came, and nothing was done.
 * `refused`: the requester's fencing token is older than one that was here.
 */
export type EffectReply = { readonly duplicate: boolean; readonly prevented: boolean; readonly refused?: true };

/** The outside services do not answer just now. */
export class OutageError extends Error {
  override readonly name = "OutageError";
}

const OUTSIDE_TIMEOUT_MS = 10_000;
/** How long one question is waited for, and the pause after one that nobody was there for. */
const TRY_TIMEOUT_MS = 1_000;
const PAUSE_MS = 100;
/** Names one call: the outside services are not behind the queue's server, so a call outlives that server's end. */
export const CALL_HEADER = "Ackademy-Call";

export function effectSubject(namespace: string): string {
  return `${namespace}.outside.effect`;
}

/** Has it done, and resolves once the outside services have answered. @throws OutageError; the client's error when nobody answers. */
export async function requestEffect(
  { connection, namespace }: { readonly connection: NatsConnection; readonly namespace: string },
  request: EffectRequest,
  cause: string,
): Promise<EffectReply> {
  const header = headers();
  header.set(CAUSE_HEADER, cause);
  header.set(CALL_HEADER, nuid.next());
  const answer = await ask(connection, effectSubject(namespace), JSON.stringify(request), header);
  if ("down" in answer) throw new OutageError(`nobody answers the ${request.effect} of ${request.job}`);
  return answer;
}

/** Asks until there is an answer: whoever answers knows a call that comes again, and answers it as before. */
async function ask(
  connection: NatsConnection,
  subject: string,
  body: string,
  header: MsgHdrs,
): Promise<EffectReply | { readonly down: true }> {
  for (let left = OUTSIDE_TIMEOUT_MS; ; left -= TRY_TIMEOUT_MS) {
    try {
      const reply = await connection.request(subject, body, { timeout: TRY_TIMEOUT_MS, headers: header });
      return reply.json<EffectReply | { readonly down: true }>();
    } catch (thrown) {
      if (left <= TRY_TIMEOUT_MS || connection.isClosed()) throw thrown;
      await delay(PAUSE_MS);
    }
  }
}
