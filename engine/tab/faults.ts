/**
 * Deliberately broken brokers. The server asks these hooks at the few places where a fault can be planted; by default
 * they change nothing. The conformance suite must catch each fault by its name.
 */
export const TAB_FAULTS = [
  /** Every third acknowledgement is confirmed but not applied. */
  "loses-an-ack",
  /** A message goes to two waiting pulls at once. */
  "delivers-twice",
  /** A message whose ack_wait has passed never comes back. */
  "forgets-redelivery",
  /** The delivery count says 1 on every delivery. */
  "wrong-delivery-count",
  /** A nak with a delay comes back at once. */
  "ignores-nak-delay",
  /** An acknowledged message of a work queue stays in the stream. */
  "keeps-after-ack",
] as const;
export type TabFault = (typeof TAB_FAULTS)[number];

export type FaultHooks = {
  appliesAck(): boolean;
  readonly deliversTwice: boolean;
  readonly redeliversExpired: boolean;
  reportedCount(count: number): number;
  nakDelayMs(delayMs: number): number | null;
  readonly removesOnAck: boolean;
};

const NO_FAULT: FaultHooks = {
  appliesAck: () => true,
  deliversTwice: false,
  redeliversExpired: true,
  reportedCount: (count) => count,
  nakDelayMs: (delayMs) => delayMs,
  removesOnAck: true,
};

const LOSES_EVERY = 3;

export function faultHooks(fault: TabFault | undefined): FaultHooks {
  switch (fault) {
    case undefined:
      return NO_FAULT;
    case "loses-an-ack": {
      let acks = 0;
      return { ...NO_FAULT, appliesAck: () => ++acks % LOSES_EVERY !== 0 };
    }
    case "delivers-twice":
      return { ...NO_FAULT, deliversTwice: true };
    case "forgets-redelivery":
      return { ...NO_FAULT, redeliversExpired: false };
    case "wrong-delivery-count":
      return { ...NO_FAULT, reportedCount: () => 1 };
    case "ignores-nak-delay":
      return { ...NO_FAULT, nakDelayMs: () => null };
    case "keeps-after-ack":
      return { ...NO_FAULT, removesOnAck: false };
  }
}
