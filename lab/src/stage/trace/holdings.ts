import type { DeliveryRecord, MessageRecord } from "../trace/records.ts";
import type { EventOf } from "../../../../engine/trace/events.ts";
import type { Span } from "../trace/span-index.ts";

/** A worker has a delivery in its hands, from the delivery to its ack's confirmation, its nak or its own end. */
export type Holding = Span & {
  readonly worker: string;
  readonly message: MessageRecord;
  readonly delivery: DeliveryRecord;
};
/** A worker that died had a delivery, and its queue still waits for it. */
export type DeadHolding = Span & {
  readonly worker: string;
  readonly message: MessageRecord;
  readonly delivery: DeliveryRecord;
};

/** `until`: when a worker is busy with something else after an ack that was never confirmed. */
export function holdingsOf(message: MessageRecord, until: (ack: EventOf<"job-ack-sent">) => number): Holding[] {
  return message.deliveries.map((delivery) => {
    const { acked, naked, lost, ackSent } = delivery;
    const to = acked?.at ?? naked?.at ?? Math.min(lost?.at ?? Infinity, ackSent ? until(ackSent) : Infinity);
    return { worker: delivery.delivered.actor, message, delivery, from: delivery.delivered.at, to };
  });
}

export function deadHoldingsOf(message: MessageRecord): DeadHolding[] {
  return message.deliveries
    .filter(({ lost, acked, naked }) => lost?.type === "actor-crashed" && acked === null && naked === null)
    .map((delivery) => ({
      worker: delivery.delivered.actor,
      message,
      delivery,
      from: delivery.lost?.at ?? 0,
      to: delivery.leaseEndsAt,
    }));
}
