import { type Asker, ASKERS_LIMIT } from "../record.ts";
import type { Draft } from "./draft.ts";

/**
 * Notes who is to be told the output. A later try of the same request takes the earlier one's place: nobody waits for
 * that any more. If the flow has ended, the answer is sent now. False when it changes nothing.
 */
export function addAsker(draft: Draft, asker: Asker): boolean {
  const { record } = draft;
  const same = ({ address }: Asker) =>
    address.replyTo === asker.address.replyTo && address.request === asker.address.request;
  const known = record.answerTo.find(same);
  if (known && known.address.try >= asker.address.try) return false;
  const others = record.answerTo.filter((one) => !same(one));
  if (others.length >= ASKERS_LIMIT) return false;
  record.answerTo = [...others, asker];
  if (record.status === "done") {
    record.outbox = record.outbox.filter((entry) => entry.kind !== "answer" || !same(entry.asker));
    draft.send({ kind: "answer", token: draft.token(), asker, payload: record.output });
  }
  return true;
}
