import type { JetStreamManager, MsgRequest, StoredMsg } from "@nats-io/jetstream";

/** Reads all messages of a stream on one subject, in order. It uses no consumer, so no delivery is affected. */
export async function readStream(
  jsm: JetStreamManager,
  stream: string,
  subject: string,
): Promise<readonly StoredMsg[]> {
  const all: StoredMsg[] = [];
  for (let seq = 1; ;) {
    // A request field that the client passes on although its types lack it: the first message on this subject from here (ADR-31).
    const query: MsgRequest & { readonly next_by_subj: string } = { seq, next_by_subj: subject };
    const message = await jsm.streams.getMessage(stream, query);
    if (message === null) return all;
    all.push(message);
    seq = message.seq + 1;
  }
}
