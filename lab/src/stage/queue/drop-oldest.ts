import type { QueueSpec } from "../../../../engine/scenario/schema.ts";
import type { MessageRecord } from "../trace/records.ts";

/**
 * The third pass: the messages that a full queue with `drop-oldest` deleted to make room. The server does not report
 * them (T3), so each queue is filled again, by the times that the second pass found.
 *
 * DO1  A message that arrives at a full queue pushes out the one with the lowest sequence, waiting or in flight, at
 *      that moment.
 * DO2  A message that leaves the queue later was not pushed out: a later delivery is proof (M2 of
 *      `derive-messages.ts`).
 */
export function withDrops(messages: readonly MessageRecord[], queues: readonly QueueSpec[]): readonly MessageRecord[] {
  const pushedOut = new Map<MessageRecord, MessageRecord>();
  for (const { name, bound } of queues) {
    if (bound?.overflow !== "drop-oldest") continue;
    const arriving = messages.filter(({ queue, lost }) => queue === name && lost === null);
    arriving.sort((a, b) => a.arrivedAt - b.arrivedAt || a.streamSequence - b.streamSequence);
    let lying: MessageRecord[] = [];
    for (const message of arriving) {
      const at = message.arrivedAt;
      lying = [...lying.filter(({ deletedAt }) => deletedAt > at), message];
      if (lying.length <= bound.jobs) continue;
      const oldest = lying
        .filter((one) => one !== message && one.deliveries.every(({ leftQueueAt }) => leftQueueAt <= at))
        .reduce<MessageRecord | null>(older, null);
      if (oldest === null) continue;
      pushedOut.set(oldest, dropped(oldest, message));
      lying = lying.filter((one) => one !== oldest);
    }
  }
  return pushedOut.size === 0 ? messages : messages.map((message) => pushedOut.get(message) ?? message);
}

function older(a: MessageRecord | null, b: MessageRecord): MessageRecord {
  return a !== null && a.streamSequence < b.streamSequence ? a : b;
}

function dropped(message: MessageRecord, by: MessageRecord): MessageRecord {
  const { arrivedAt: at } = by;
  return {
    ...message,
    deletedAt: at,
    dropped: { at, by: by.job, eventIds: [message, by].flatMap(({ stored }) => stored?.id ?? []) },
    deliveries: message.deliveries.map((delivery) =>
      delivery.leaseEndsAt <= at ? delivery : { ...delivery, leaseEndsAt: at, leaseEnd: "dropped" },
    ),
  };
}
