import type { RunRecords } from "../trace/run-index.ts";
import { addTo } from "../trace/sorted.ts";

/** By actor, ascending: when the acks of finished jobs were confirmed, and those of skipped jobs. */
export type WorkerFacts = {
  readonly doneTimes: ReadonlyMap<string, readonly number[]>;
  readonly undoneTimes: ReadonlyMap<string, readonly number[]>;
};

export function readWorkers({ messages }: RunRecords): WorkerFacts {
  const done = new Map<string, number[]>();
  const undone = new Map<string, number[]>();
  for (const { deliveries } of messages) {
    for (const { acked, deadLettered, expired } of deliveries) {
      if (acked && !deadLettered) addTo(expired ? undone : done, acked.actor, acked.at);
    }
  }
  for (const list of [...done.values(), ...undone.values()]) list.sort((a, b) => a - b);
  return { doneTimes: done, undoneTimes: undone };
}
