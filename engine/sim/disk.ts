import type { ConsumerConfig } from "./consumer/consumer-config.ts";
import type { WrittenState } from "./consumer/written-state.ts";
import type { MessageStore } from "./stream/message-store.ts";
import type { StreamConfig } from "./stream/stream-config.ts";

/**
 * The data of a killed server for its successor: streams with file storage and their consumers. It does not contain streams
 * in memory, ids of removed messages, or consumer states that were not written yet.
 */
export class SimDisk {
  streams: readonly StreamOnDisk[] = [];
  /** The number of ids that servers on this disk have issued. */
  ids = 0;
}

export type StreamOnDisk = {
  readonly config: StreamConfig;
  readonly createdAt: number;
  readonly store: MessageStore;
  readonly consumers: readonly ConsumerOnDisk[];
};

export type ConsumerOnDisk = {
  readonly name: string;
  readonly config: ConsumerConfig;
  readonly createdAt: number;
  readonly state: WrittenState;
};
