import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../../engine/clock/clock.ts";

/** What one conformance case stands on: a broker that it knows nothing else of. */
export type Environment = {
  readonly clock: Clock;
  /** No other case uses it. */
  readonly namespace: string;
  /** A connection of its own, taken down after the case. */
  connect(name: string): Promise<NatsConnection>;
  /** A connection that no client drives: bytes both ways. Taken down after the case. */
  dial(): Promise<Pipe>;
  /** How exactly 'not before' and 'soon' can be told here, in milliseconds; in real time both grow as the machine is late. */
  readonly earlyMs: number;
  readonly lateMs: number;
  /** The longest that anything has been late by in this case so far: here, at the broker, or on the way. */
  readonly measuredLateMs: number;
  /** Whether whatever is sent takes the same time on its way, so that times at the broker can be told from here. */
  readonly isExact: boolean;
  /** Lets the k-th of `staggers` short times pass; together they cover the journey of a message. */
  stagger(k: number): Promise<void>;
  readonly staggers: number;
};

/** The broker's bytes, in any chunking, until it ends the connection. */
export type Pipe = AsyncIterable<Uint8Array> & { send(bytes: Uint8Array): void; close(): void };

/** One statement on how a broker, or a queue on it, behaves; throws when it is not true of the broker. */
export type ConformanceCase = {
  /** Stable: `Q-07`. */
  readonly id: string;
  readonly title: string;
  readonly run: (env: Environment) => Promise<void>;
};

/** The same broker for an attempt or a part of a case, where it shares no names with the others. */
export function inNamespace(env: Environment, suffix: string): Environment {
  return Object.defineProperties(
    { ...env },
    {
      ...Object.getOwnPropertyDescriptors(env),
      namespace: { value: `${env.namespace}-${suffix}`, enumerable: true },
    },
  );
}
