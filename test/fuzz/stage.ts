import type { NatsConnection } from "@nats-io/nats-core";
import type { Load, Orders } from "./ordered-clock.ts";
import type { Clock } from "../../engine/clock/clock.ts";

/** Where a program is performed: one broker, and processes that can be killed. */
export type Stage = {
  /** Of nobody who can be killed. */
  readonly clock: Clock;
  readonly unixNow: () => number;
  /** How long bytes travel one way from now on, where that can be chosen. */
  setHopMs(ms: number): void;
  /** Of the one who watches; never killed. */
  connect(name: string): Promise<NatsConnection>;
  newProcess(name: string): Process;
  /** The program's first moment is known, in Unix milliseconds. */
  readonly begins?: (unixMs: number) => void;
};

export type Process = {
  /** Runs as this process, so many ms from now. */
  start(run: () => void, inMs: number): void;
  /** To be called from within `start`. */
  connect(): Promise<NatsConnection>;
  /** Nothing of it happens any more, and its connections are cut without a word. */
  kill(): void;
};

/** A broker that programs can be performed on, one after the other; each finds it empty. */
export type Place = {
  readonly name: string;
  perform(body: (stage: Stage) => Promise<void>): Promise<void>;
  close(): Promise<void>;
};

/** A broker that takes what comes to it at once in the order that one chooses. */
export type OrderedPlace = Place & {
  /** Moments of the program that was performed last, in which there was a choice. */
  choices(): ReadonlyMap<number, Load>;
  /** By moments of the program. */
  inOrder(orders: Orders): OrderedPlace;
};

export function isOrdered(place: Place): place is OrderedPlace {
  return "inOrder" in place;
}
