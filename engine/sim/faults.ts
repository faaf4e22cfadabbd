/**
 * Deliberate faults of the broker. The server calls these hooks at the places where it can be broken; by default, they change
 * nothing. The fuzzer must find each fault by its name, and so must the conformance suites
 * (test/conformance/broken-brokers.test.ts).
 */
export const TAB_FAULTS = [
  /** Every third acknowledgement is confirmed but not applied. */
  "loses-an-ack",
  /** A message is delivered to two waiting pulls at once. */
  "delivers-twice",
  /** A message is not redelivered after its ack_wait. */
  "forgets-redelivery",
  /** Messages whose ack_wait ends together are redelivered in reverse order. */
  "wrong-order-after-expiry",
  /** A message is redelivered more often than max_deliver. */
  "ignores-max-deliver",
  /** The delivery count is 1 on every delivery. */
  "wrong-delivery-count",
  /** A message id is forgotten one millisecond before the end of its window. */
  "dedup-window-off-by-one",
  /** A message is redelivered at once after a nak with a delay. */
  "ignores-nak-delay",
  /** Only an acknowledgement of the latest delivery counts. */
  "refuses-stale-ack",
  /** New messages are delivered beyond max_ack_pending. */
  "ignores-max-ack-pending",
  /** An acknowledged message of a work queue stays in the stream. */
  "keeps-after-ack",
  /** A paused consumer delivers. */
  "ignores-pauses",
  /** A consumer with a start sequence or a start time begins one message too late. */
  "starts-one-late",
  /** A full stream with discard 'new' drops its oldest message. */
  "drops-old-for-new",
  /** A message outlives its own TTL. */
  "ignores-ttl",
  /** A schedule produces each message twice. */
  "fires-twice",
  /** A publish is stored despite a wrong expected last sequence. */
  "ignores-expectations",
  /** Only the first half of a committed batch is stored. */
  "commits-half-a-batch",
  /** Message ids are not checked for duplicates in a batch. */
  "ignores-ids-in-a-batch",
] as const;
export type SimFault = (typeof TAB_FAULTS)[number];

export type FaultHooks = {
  appliesAck(): boolean;
  readonly deliversTwice: boolean;
  readonly redeliversExpired: boolean;
  inOrderOfExpiry(seqs: readonly number[]): readonly number[];
  readonly countsDeliveries: boolean;
  reportedCount(count: number): number;
  dedupWindowMs(windowMs: number): number;
  nakDelayMs(delayMs: number): number | null;
  readonly appliesStaleAcks: boolean;
  readonly limitsPending: boolean;
  readonly removesOnAck: boolean;
  readonly keepsPauses: boolean;
  /** The number of messages by which a consumer begins too late. */
  readonly startsLateBy: number;
  readonly refusesNew: boolean;
  readonly endsByTtl: boolean;
  readonly firings: number;
  readonly checksExpectations: boolean;
  /** How many messages of a batch of `count` are stored. */
  storesOfBatch(count: number): number;
  readonly looksForDuplicatesInBatches: boolean;
};

const NO_FAULT: FaultHooks = {
  appliesAck: () => true,
  deliversTwice: false,
  redeliversExpired: true,
  inOrderOfExpiry: (seqs) => seqs,
  countsDeliveries: true,
  reportedCount: (count) => count,
  dedupWindowMs: (windowMs) => windowMs,
  nakDelayMs: (delayMs) => delayMs,
  appliesStaleAcks: true,
  limitsPending: true,
  removesOnAck: true,
  keepsPauses: true,
  startsLateBy: 0,
  refusesNew: true,
  endsByTtl: true,
  firings: 1,
  checksExpectations: true,
  storesOfBatch: (count) => count,
  looksForDuplicatesInBatches: true,
};

const LOSES_EVERY = 3;

export function faultHooks(fault: SimFault | undefined): FaultHooks {
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
    case "wrong-order-after-expiry":
      return { ...NO_FAULT, inOrderOfExpiry: (seqs) => seqs.toReversed() };
    case "ignores-max-deliver":
      return { ...NO_FAULT, countsDeliveries: false };
    case "wrong-delivery-count":
      return { ...NO_FAULT, reportedCount: () => 1 };
    case "dedup-window-off-by-one":
      return { ...NO_FAULT, dedupWindowMs: (windowMs) => windowMs - 1 };
    case "ignores-nak-delay":
      return { ...NO_FAULT, nakDelayMs: () => null };
    case "refuses-stale-ack":
      return { ...NO_FAULT, appliesStaleAcks: false };
    case "ignores-max-ack-pending":
      return { ...NO_FAULT, limitsPending: false };
    case "keeps-after-ack":
      return { ...NO_FAULT, removesOnAck: false };
    case "ignores-pauses":
      return { ...NO_FAULT, keepsPauses: false };
    case "starts-one-late":
      return { ...NO_FAULT, startsLateBy: 1 };
    case "drops-old-for-new":
      return { ...NO_FAULT, refusesNew: false };
    case "ignores-ttl":
      return { ...NO_FAULT, endsByTtl: false };
    case "fires-twice":
      return { ...NO_FAULT, firings: 2 };
    case "ignores-expectations":
      return { ...NO_FAULT, checksExpectations: false };
    case "commits-half-a-batch":
      return { ...NO_FAULT, storesOfBatch: (count) => Math.ceil(count / 2) };
    case "ignores-ids-in-a-batch":
      return { ...NO_FAULT, looksForDuplicatesInBatches: false };
  }
}
