import type { MessageStore } from "./message-store.ts";
import type { StreamConfig } from "./stream-config.ts";

/** The reason why a stream with discard 'new' refuses a message; null if there is room. */
export function refusal(
  config: StreamConfig,
  store: MessageStore,
  { subject, size, rollsUp }: { readonly subject: string; readonly size: number; readonly rollsUp: boolean },
): string | null {
  if (config.discard !== "new") return null;
  const limit = config.max_msgs_per_subject;
  const subjectFull = limit > 0 && store.countOf(subject) >= limit;
  // A message that rolls up its subject makes room itself.
  if (subjectFull && config.discard_new_per_subject === true && !rollsUp)
    return "maximum messages per subject exceeded";
  // A full subject drops its oldest message for the new one, so the count stays the same.
  if (config.max_msgs > 0 && store.count >= config.max_msgs && !subjectFull) return "maximum messages exceeded";
  if (config.max_bytes > 0) {
    const isTooBig = store.bytes + size > config.max_bytes;
    const replacedSize = subjectFull ? (store.firstOf(subject)?.size ?? 0) : 0;
    if (isTooBig && replacedSize < size) return "maximum bytes exceeded";
  }
  return null;
}

/** The next message to remove so that the stream is within its limits; undefined if it is. */
export function excess(config: StreamConfig, store: MessageStore, subject?: string): number | undefined {
  if (
    subject !== undefined &&
    config.max_msgs_per_subject > 0 &&
    store.countOf(subject) > config.max_msgs_per_subject
  ) {
    return store.firstOf(subject)?.seq;
  }
  // A stream with discard 'new' keeps its messages, even when its limits are lowered.
  if (config.discard === "new") return undefined;
  const tooMany = config.max_msgs > 0 && store.count > config.max_msgs;
  const tooBig = config.max_bytes > 0 && store.bytes > config.max_bytes;
  return (tooMany || tooBig) && store.count > 0 ? store.firstSeq : undefined;
}
