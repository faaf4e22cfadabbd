/**
 * Deliberately broken brokers. The server asks these hooks at the few places where a fault can be planted; by default
 * they change nothing. The differential tester must catch each fault by its name, and so must the conformance suites
 * (test/conformance/broken-brokers.test.ts).
 */
export const TAB_FAULTS = [
  /** Every third acknowledgement is confirmed but not applied. */
  "loses-an-ack",
  /** A message goes to two waiting pulls at once. */
  "delivers-twice",
  /** A message whose ack_wait has passed never comes back. */
  "forgets-redelivery",
  /** What expires together comes back the last first. */
  "wrong-order-after-expiry",
  /** A message comes again and again, whatever max_deliver says. */
  "ignores-max-deliver",
  /** The delivery count says 1 on every delivery. */
  "wrong-delivery-count",
  /** An id is forgotten one millisecond before its window ends. */
  "dedup-window-off-by-one",
  /** A nak with a delay comes back at once. */
  "ignores-nak-delay",
  /** An acknowledgement counts only from whoever got the message last. */
  "refuses-stale-ack",
  /** New messages go out however many are pending. */
  "ignores-max-ack-pending",
  /** An acknowledged message of a work queue stays in the stream. */
  "keeps-after-ack",
  /** A paused consumer delivers all the same. */
  "ignores-pauses",
  /** A consumer that is to begin at a sequence or a time begins one message later. */
  "starts-one-late",
  /** A full stream that is to refuse new messages drops its oldest. */
  "drops-old-for-new",
  /** A message outlives its own TTL. */
  "ignores-ttl",
  /** What a schedule makes, it makes twice. */
  "fires-twice",
  /** A publish is stored whatever last sequence it expects. */
  "ignores-expectations",
  /** Of a committed batch only the first half is stored. */
  "commits-half-a-batch",
  /** In a batch the ids of its messages are not looked up. */
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
  /** How many messages too late a consumer begins. */
  readonly startsLateBy: number;
  readonly refusesNew: boolean;
  readonly endsByTtl: boolean;
  readonly firings: number;
  readonly checksExpectations: boolean;
  /** How many of a batch of so many are stored. */
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
