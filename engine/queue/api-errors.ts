import { JetStreamApiError } from "@nats-io/jetstream";

/** Of JetStream's numbered refusals those that mean something to us; the numbers are nats-server's (`server/errors.json`). */
export const Refusal = {
  NotLeader: 10009,
  ConsumerNotFound: 10014,
  /** The server's disk or memory for JetStream is full. */
  InsufficientResources: 10023,
  NoMessage: 10037,
  RaftFailed: 10041,
  /** For whatever reason has no number of its own. */
  StreamNotMade: 10049,
  StreamNameInUse: 10058,
  StreamNotFound: 10059,
  SubjectsOverlap: 10065,
  WrongLastMessageId: 10070,
  WrongLastSequence: 10071,
  ReplicasNotSupported: 10074,
  StoreFailed: 10077,
  StreamOffline: 10118,
  ConsumerExists: 10148,
  /** Another publish under this id is on its way to the copies. */
  IdInProcess: 10158,
  BatchIncomplete: 10176,
  SchedulePatternInvalid: 10189,
  BatchHasDuplicates: 10201,
  TimeZoneInvalid: 10223,
} as const;
type Refusal = (typeof Refusal)[keyof typeof Refusal];

/** Whether this is the server's refusal with one of these numbers, and not an error of another kind. */
export function isRefusal(thrown: unknown, ...codes: readonly Refusal[]): boolean {
  return thrown instanceof JetStreamApiError && (codes as readonly number[]).includes(thrown.code);
}
