import type { ConsumerConfig, StreamConfig } from "@nats-io/jetstream";
import type { JsonValue } from "../../kernel/json.ts";

/** A stream as a queue, a log or an orchestrator wants it. */
export type PlannedStream = {
  readonly config: Partial<StreamConfig> & { readonly name: string };
  /** How a person would name what its subjects say: a queue's lanes, a log's partitions. */
  readonly subjects: {
    readonly setting: string;
    readonly shown: (subjects: readonly string[]) => JsonValue;
    /** Whether new subjects can join those that are there without a loss. */
    readonly mayGrow: boolean;
  };
  /** Its fields follow from settings that are told elsewhere: the stream of the dead letters. */
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
  /** The setting that says so; null where none does: then what is there stays as it is. */
  readonly keepSetting: string | null;
};

/** Everything on the server that one declaration makes, or finds. */
export type StorePlan = {
  /** What errors call it: `queue mails`. */
  readonly where: string;
  readonly streams: readonly PlannedStream[];
  readonly consumers: readonly PlannedConsumer[];
  readonly buckets: readonly PlannedBucket[];
};
