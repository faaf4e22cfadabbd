import type { DeliveryRecord, MessageRecord } from "../trace/records.ts";
import type { EventOf } from "../../../../engine/trace/events.ts";
import type { Span } from "../trace/span-index.ts";

/** A worker has a delivery in hand: from the delivery to the confirmation of its ack, its nak or its own end. */
export type Holding = Span & {
  readonly worker: string;
  readonly message: MessageRecord;
  readonly delivery: DeliveryRecord;
};
/** A delivery of a dead worker that its queue still waits for. */
export type DeadHolding = Span & {
  readonly worker: string;
  readonly message: MessageRecord;
  readonly delivery: DeliveryRecord;
};

/** `until`: when a worker began something else after an ack that was never confirmed. */
export function holdingsOf(message: MessageRecord, until: (ack: EventOf<"job-ack-sent">) => number): Holding[] {
  return message.deliveries.map((delivery) => {
    const { acked, nacked, lost, ackSent } = delivery;
    const to = acked?.at ?? nacked?.at ?? Math.min(lost?.at ?? Infinity, ackSent ? until(ackSent) : Infinity);
    return { worker: delivery.delivered.actor, message, delivery, from: delivery.delivered.at, to };
  });
}

export function deadHoldingsOf(message: MessageRecord): DeadHolding[] {
  return message.deliveries
    .filter(({ lost, acked, nacked }) => lost?.type === "actor-crashed" && acked === null && nacked === null)
    .map((delivery) => ({
      worker: delivery.delivered.actor,
      message,
      delivery,
      from: delivery.lost?.at ?? 0,
      to: delivery.leaseEndsAt,
    }));
}
