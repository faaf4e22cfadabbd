/**
 * When the server's timers fire. In lessons they fire at their millisecond; nats-server saves itself work and is late by
 * rules of its own. These are the rules, so that the two can be compared to the millisecond (see README.md).
 */
export type Timing = {
  /**
   * A pull is over, and its heartbeat due, only when its moment has passed. In real time a timer that fires has passed it;
   * where time stands still between two milliseconds it fires once more.
   */
  readonly pullSlackMs: number;
  /** A delivery sets its consumer's timer for so much later than ack_wait, that a burst may be looked at together. */
  readonly ackSlackMs: number;
  /**
   * The consumer's one timer fires at least once in an ack_wait while anything is pending, and what it then finds not to
   * be over yet is looked at when it is, without slack.
   */
  readonly looksEveryAckWait: boolean;
  /** After a delayed nak the consumer looks again in so long; null: when the delay is over. */
  readonly nakLookMs: number | null;
  /** After a change of ack_wait or backoff it looks again in so long; null: at once. */
  readonly changeLookMs: number | null;
  /** Shortest time between two looks for messages whose time is over, for schedules that are due, and for old ids. */
  readonly expiryLookMs: number;
  readonly scheduleLookMs: number;
  readonly dedupLookMs: number;
  /** Steps of the clock that stores on disk look at. */
  readonly coarseStepMs: number;
  /** Only for the comparison. */
  readonly turns?: LaneScheduler;
};

/**
 * Where nats-server's goroutines may take turns, and the simulated server goes on: told to whoever wants to know what it
 * would have come to if another one had had its turn.
 */
export type LaneScheduler = {
  /** Something is half done, and something else that is due could come now; `wake`: what has been done could be heard of. */
  readonly place: (wake?: () => void) => void;
  /** Several things are about to be done at once, and then told. Returns whether each is told by itself, as soon as it is done. */
  readonly tellsEach: () => boolean;
  /** A consumer is about to be served. Returns whether `serve` will be called later instead. */
  readonly postpones: (serve: () => void) => boolean;
  /** A consumer is asked for messages. Returns whether it is served first, when it has been asked just before. */
  readonly servesBetween: () => boolean;
  /** A message has come, for which its stream has a goroutine of its own: calls `store`, now or later. */
  readonly stores: (store: () => void) => void;
  /** An acknowledgement has come, for which a consumer has a goroutine of its own: calls `process`, now or later. */
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

/** As nats-server 2.15.1 has it. */
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
