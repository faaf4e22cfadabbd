/** A consumer's configuration, with the fields in nats-server's order. Durations are in nanoseconds. */
export type AckPolicy = "none" | "all" | "explicit";
export type DeliverPolicy = "all" | "last" | "new" | "by_start_sequence" | "by_start_time" | "last_per_subject";

export type ConsumerConfig = {
  durable_name?: string;
  name?: string;
  description?: string;
  deliver_policy: DeliverPolicy;
  opt_start_seq?: number;
  opt_start_time?: string;
  ack_policy: AckPolicy;
  ack_wait?: number;
  max_deliver: number;
  backoff?: readonly number[];
  filter_subject?: string;
  filter_subjects?: readonly string[];
  replay_policy: "instant";
  max_waiting?: number;
  max_ack_pending?: number;
  flow_control?: boolean;
  headers_only?: boolean;
  max_batch?: number;
  max_expires?: number;
  max_bytes?: number;
  deliver_subject?: string;
  idle_heartbeat?: number;
  inactive_threshold?: number;
  num_replicas: number;
  mem_storage?: boolean;
  metadata: Record<string, string>;
  /** In nats-server's time format. It stays after the pause has ended. */
  pause_until?: string;
};

export type Filters = Pick<ConsumerConfig, "filter_subject" | "filter_subjects">;

export function filtersOf(config: Filters): readonly string[] {
  return config.filter_subjects ?? (config.filter_subject === undefined ? [] : [config.filter_subject]);
}
