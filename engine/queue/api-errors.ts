import { JetStreamApiError } from "@nats-io/jetstream";

/** JetStream's error codes that the engine distinguishes; the numbers are from nats-server (`server/errors.json`). */
export const Refusal = {
  NotLeader: 10009,
  ConsumerNotFound: 10014,
  /** The server's disk or memory for JetStream is full. */
  InsufficientResources: 10023,
  NoMessage: 10037,
  RaftFailed: 10041,
  /** The stream could not be created for a reason without a number of its own. */
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
  /** Another publish with this id is being replicated. */
  IdInProcess: 10158,
  BatchIncomplete: 10176,
  SchedulePatternInvalid: 10189,
  BatchHasDuplicates: 10201,
  TimeZoneInvalid: 10223,
} as const;
type Refusal = (typeof Refusal)[keyof typeof Refusal];

/** Whether this error is a refusal by the server with one of these codes. */
export function isRefusal(thrown: unknown, ...codes: readonly Refusal[]): boolean {
  return thrown instanceof JetStreamApiError && (codes as readonly number[]).includes(thrown.code);
}
