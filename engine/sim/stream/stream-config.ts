/** A stream's configuration, with the fields in nats-server's order. Durations are in nanoseconds. */
export type StreamConfig = {
  name: string;
  description?: string;
  subjects: readonly string[];
  retention: "limits" | "interest" | "workqueue";
  max_consumers: number;
  max_msgs: number;
  max_bytes: number;
  max_age: number;
  max_msgs_per_subject: number;
  max_msg_size: number;
  discard: "old" | "new";
  storage: "file" | "memory";
  num_replicas: number;
  no_ack?: boolean;
  duplicate_window: number;
  compression: "none";
  first_seq?: number;
  allow_direct: boolean;
  mirror_direct: boolean;
  discard_new_per_subject?: boolean;
  sealed: boolean;
  deny_delete: boolean;
  deny_purge: boolean;
  allow_rollup_hdrs: boolean;
  consumer_limits: Record<string, never>;
  allow_msg_ttl: boolean;
  subject_delete_marker_ttl?: number;
  allow_atomic?: boolean;
  allow_msg_schedules?: boolean;
  metadata: Record<string, string>;
};

/** The metadata that nats-server 2.15.1 adds to streams and consumers. */
const SERVER_METADATA = { "_nats.level": "5", "_nats.ver": "2.15.1" } as const;

/** The user's metadata with the server's own, sorted like a Go map. `requiredLevel`: the API level that the features require. */
export function withServerMetadata(metadata: Record<string, string>, requiredLevel = 0): Record<string, string> {
  const all = { ...metadata, ...SERVER_METADATA, "_nats.req.level": String(requiredLevel) };
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}
