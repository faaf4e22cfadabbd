import { delay, headers, type MsgHdrs, type NatsConnection, nuid } from "@nats-io/nats-core";
import { CAUSE_HEADER } from "../trace/probe.ts";

/** An effect in the outside services, requested for an order. */
export type EffectRequest = {
  readonly effect: string;
  readonly job: string;
  /** Money that moves: from the customer, or back to the customer if negative. */
  readonly amountCents: number;
  /** The idempotency key, if one is sent. */
  readonly key: string | null;
  /** The effect that this one compensates, by its key. */
  readonly undoes: { readonly effect: string; readonly key: string } | null;
  /** The fencing token of the run that requests it, if it has one. */
  readonly token?: number;
};
/**
 * `duplicate`: the effect had been applied before. `prevented`: it was compensated before it came, so nothing was done.
 * `refused`: a newer fencing token has been seen for the job.
 */
export type EffectReply = { readonly duplicate: boolean; readonly prevented: boolean; readonly refused?: true };

/** The outside services are down. */
export class OutageError extends Error {
  override readonly name = "OutageError";
}

const OUTSIDE_TIMEOUT_MS = 10_000;
/** How long one try waits for an answer, and the pause after a try without responders. */
const TRY_TIMEOUT_MS = 1_000;
const PAUSE_MS = 100;
/** Identifies one call. The outside services are not behind the queue's server, so a call outlives that server's restart. */
export const CALL_HEADER = "Ackademy-Call";

export function effectSubject(namespace: string): string {
  return `${namespace}.outside.effect`;
}

/**
 * Requests an effect, and resolves when the outside services have answered.
 * @throws OutageError; the client's error if there is no answer
 */
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

/** Repeats the call until there is an answer: the outside services recognize a repeated call and answer it as before. */
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
