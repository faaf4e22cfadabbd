import type { ConsumerConfig, StreamConfig } from "@nats-io/jetstream";
import type { JsonValue } from "../../kernel/json.ts";

/** A stream that a queue, a log or an orchestrator needs. */
export type PlannedStream = {
  readonly config: Partial<StreamConfig> & { readonly name: string };
  /** The setting that its subjects follow from, as a person would name it: a queue's lanes, a log's partitions. */
  readonly subjects: {
    readonly setting: string;
    readonly shown: (subjects: readonly string[]) => JsonValue;
    /** Whether subjects can be added without losing anything. */
    readonly mayGrow: boolean;
  };
  /** Set if its fields follow from settings that are reported elsewhere, as with the dead-letter stream. */
  readonly derived?: boolean;
};

export type PlannedConsumer = {
  readonly stream: string;
  readonly config: Partial<ConsumerConfig> & { readonly durable_name: string };
};

/** A KV bucket. */
export type PlannedBucket = {
  readonly name: string;
  readonly replicas: number;
  readonly storage: "file" | "memory";
  readonly history?: number;
  /** How long an entry is kept, 0 for ever. */
  readonly keepMs: number;
  /** The setting that determines it; null if none does, and then an existing value stays. */
  readonly keepSetting: string | null;
};

/** Everything on the server that one declaration creates or opens. */
export type StorePlan = {
  /** Its name in errors: `queue mails`. */
  readonly where: string;
  readonly streams: readonly PlannedStream[];
  readonly consumers: readonly PlannedConsumer[];
  readonly buckets: readonly PlannedBucket[];
};
