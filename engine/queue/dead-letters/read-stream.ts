import type { JetStreamManager, MsgRequest, StoredMsg } from "@nats-io/jetstream";

/** All messages of a stream on one subject, in order, without a consumer: nobody's delivery is touched. */
export async function readStream(
  jsm: JetStreamManager,
  stream: string,
  subject: string,
): Promise<readonly StoredMsg[]> {
  const all: StoredMsg[] = [];
  for (let seq = 1; ;) {
    // The client passes on what its types do not show: the first on this subject from this sequence (ADR-31).
    const query: MsgRequest & { readonly next_by_subj: string } = { seq, next_by_subj: subject };
    const message = await jsm.streams.getMessage(stream, query);
    if (message === null) return all;
    all.push(message);
    seq = message.seq + 1;
  }
}
