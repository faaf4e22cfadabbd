import type { MessageRecord } from "../trace/records.ts";
import type { Span } from "../trace/span-index.ts";

/** The state of one message in its queue over an interval. */
export type QueueSpan = Span & {
  readonly message: MessageRecord;
  readonly state: "waiting" | "held-back" | "in-flight" | "given-up";
};

/**
 * A message's stay in its queue, without gaps: from its arrival to its deletion (Infinity: it is still there). A
 * message that was lost on the wire has none (M5).
 */
export function queueSpansOf(message: MessageRecord): QueueSpan[] {
  if (message.lost) return [];
  const spans: QueueSpan[] = [];
  const add = (state: QueueSpan["state"], from: number, to: number) => {
    if (to > from) spans.push({ message, state, from, to });
  };
  const end = message.deletedAt;
  let at = message.arrivedAt;
  const due = Math.min(end, message.delayedUntil, message.deliveries[0]?.leftQueueAt ?? Infinity);
  add("held-back", at, due);
  at = Math.max(at, due);
  const leases = [
    ...message.deliveries.map(asLease),
    ...message.unseen.map(({ from, to }) => ({ from, to, delayedUntil: to })),
  ];
  leases.sort((a, b) => a.from - b.from);
  leases.forEach((lease, i) => {
    const next = Math.min(end, leases[i + 1]?.from ?? Infinity);
    add("waiting", at, Math.min(end, lease.from));
    const free = Math.min(lease.to, next);
    add("in-flight", Math.max(at, Math.min(lease.from, end)), free);
    const isLast = message.givenUp && i === leases.length - 1;
    const again = isLast ? free : Math.min(lease.delayedUntil, next);
    add("held-back", free, again);
    at = Math.max(at, free, again);
  });
  add(message.givenUp ? "given-up" : "waiting", at, end);
  return spans;
}

type Lease = { readonly from: number; readonly to: number; readonly delayedUntil: number };

function asLease({ leftQueueAt, leaseEndsAt, leaseEnd, nacked }: MessageRecord["deliveries"][number]): Lease {
  const delayedUntil = leaseEnd === "nacked" && nacked ? leaseEndsAt + nacked.delayMs : leaseEndsAt;
  return { from: leftQueueAt, to: leaseEndsAt, delayedUntil };
}
