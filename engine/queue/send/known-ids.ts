import type { JetStreamClient, PubAck } from "@nats-io/jetstream";
import { headers } from "@nats-io/nats-core";
import { isRefusal, Refusal } from "../api-errors.ts";
import { MESSAGE_ID_HEADER, ServerHeader } from "../headers.ts";
import { messageIdOf, type Outgoing } from "./outgoing.ts";
import { publishWithRetry } from "./send.ts";

/** No message has this id, so a publish that expects it is never stored. */
const NOBODY_HAS = "ackademy: only asked";

/**
 * Under which sequence the server knows each job's message id; null if it does not know it. The server has no request for that,
 * but it looks for a duplicate before it checks what a publish expects. So a publish with an impossible expectation is answered
 * with the duplicate's sequence or refused, and stores nothing.
 */
export function knownSequences(js: JetStreamClient, jobs: readonly Outgoing[]): Promise<(number | null)[]> {
  return Promise.all(jobs.map((job) => knownSequence(js, job)));
}

async function knownSequence(js: JetStreamClient, { job, subject }: Outgoing): Promise<number | null> {
  const asked = headers();
  asked.set(MESSAGE_ID_HEADER, messageIdOf(job));
  asked.set(ServerHeader.ExpectedLastMessageId, NOBODY_HAS);
  let answer: PubAck;
  try {
    answer = await publishWithRetry(() => js.publish(subject, "", { headers: asked }));
  } catch (thrown) {
    if (isRefusal(thrown, Refusal.WrongLastMessageId, Refusal.StoreFailed)) return null;
    throw thrown;
  }
  return answer.seq;
}
