/**
 * When the server's timers fire. In lessons they are exact. nats-server saves work by late timers; these options are its
 * rules, so that both servers can be compared to the millisecond (see README.md).
 */
export type Timing = {
  /**
   * A pull ends, and its heartbeat is due, only after its moment. In real time, a timer always fires after its moment. In
   * virtual time it can fire exactly then, and then fires again this much later.
   */
  readonly pullSlackMs: number;
  /** A delivery sets its consumer's timer this much later than ack_wait, so that one check covers a burst. */
  readonly ackSlackMs: number;
  /**
   * While messages are pending, the consumer's timer fires at least once per ack_wait. Messages whose ack_wait is not over at
   * that check are checked again exactly when it is, without slack.
   */
  readonly looksEveryAckWait: boolean;
  /** The time from a delayed nak to the consumer's next check; null: the end of the delay. */
  readonly nakLookMs: number | null;
  /** The time from a change of ack_wait or backoff to the next check; null: at once. */
  readonly changeLookMs: number | null;
  /** The shortest time between two checks for expired messages, due schedules and old message ids. */
  readonly expiryLookMs: number;
  readonly scheduleLookMs: number;
  readonly dedupLookMs: number;
  /** The step of the coarse clock that stores on disk use. */
  readonly coarseStepMs: number;
  /** Only for the fuzzer's comparison. */
  readonly turns?: LaneScheduler;
};

/**
 * Scheduling points: places where nats-server may switch to another goroutine and the simulated server continues. The fuzzer
 * uses these hooks to try the other orders.
 */
export type LaneScheduler = {
  /** An operation is half done, and another one that is due could run now. `wake`: reports what is done so far. */
  readonly place: (wake?: () => void) => void;
  /** Several changes are about to be made and then reported. Returns whether each is reported as soon as it is made. */
  readonly tellsEach: () => boolean;
  /** A consumer is about to deliver. Returns true if the hook will call `serve` later instead. */
  readonly postpones: (serve: () => void) => boolean;
  /** A consumer gets a pull shortly after another one. Returns whether it delivers before it reads this pull. */
  readonly servesBetween: () => boolean;
  /** A message arrived, which a goroutine of the stream stores. Calls `store`, now or later. */
  readonly stores: (store: () => void) => void;
  /** An acknowledgement arrived, which a goroutine of the consumer processes. Calls `process`, now or later. */
  readonly acknowledges: (process: () => void) => void;
};

export const EXACT: Timing = {
  pullSlackMs: 0,
  ackSlackMs: 0,
  looksEveryAckWait: false,
  nakLookMs: null,
  changeLookMs: null,
  expiryLookMs: 0,
  scheduleLookMs: 0,
  dedupLookMs: 0,
  coarseStepMs: 0,
};

/** The rules of nats-server 2.15.1. */
export const AS_NATS_SERVER: Timing = {
  pullSlackMs: 1,
  ackSlackMs: 1,
  looksEveryAckWait: true,
  nakLookMs: 10,
  changeLookMs: 100,
  expiryLookMs: 250,
  scheduleLookMs: 250,
  dedupLookMs: 50,
  coarseStepMs: 100,
};
