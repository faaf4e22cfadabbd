import type { ConsumerConfig } from "./consumer/consumer-config.ts";
import type { WrittenState } from "./consumer/written-state.ts";
import type { MessageStore } from "./stream/message-store.ts";
import type { StreamConfig } from "./stream/stream-config.ts";

/**
 * What is left of a server that was killed, for the next one: streams with file storage and their consumers. What was in
 * memory, message ids of messages that are gone, and what consumers had not written down yet is not on it.
 */
export class SimDisk {
  streams: readonly StreamOnDisk[] = [];
  /** Ids that servers on this disk have given out. */
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
