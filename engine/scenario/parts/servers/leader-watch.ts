import type { JetStreamManager } from "@nats-io/jetstream";
import { InternalError } from "../../../kernel/errors.ts";
import { namesOf, type QueueConfig } from "../../../queue/names.ts";
import type { WatchedRun } from "../part.ts";

type LeaderRun = Pick<WatchedRun, "scenario" | "queues" | "jsm" | "observer">;

/** Sees which server of a cluster answers for each queue. Of a server by itself there is nothing to see. */
export class LeaderWatch {
  private readonly run: LeaderRun;
  private readonly lastSeen = new Map<string, string | null>();

  constructor(run: LeaderRun) {
    this.run = run;
  }

  /** Records who answers for each queue now, where it is somebody else than before. */
  async lookAll(): Promise<void> {
    const { scenario, queues, jsm } = this.run;
    if ((scenario.servers ?? 1) === 1) return;
    for (const queue of queues) this.saw(queue.name, await leaderNow(jsm, queue).catch(() => null));
  }

  /** As the servers say, or as they last said. @throws InternalError when they never said */
  async leaderOf(name: string): Promise<string> {
    const { queues, jsm } = this.run;
    const queue = queues.find((one) => one.name === name);
    const said = queue === undefined ? null : await leaderNow(jsm, queue).catch(() => null);
    const leader = said ?? this.lastSeen.get(name) ?? null;
    if (leader === null) throw new InternalError(`no server says that it answers for ${name}`);
    this.saw(name, leader);
    return leader;
  }

  private saw(queue: string, leader: string | null): void {
    if (this.lastSeen.get(queue) === leader) return;
    this.lastSeen.set(queue, leader);
    this.run.observer.record({ type: "leader-seen", queue, leader });
  }
}

async function leaderNow(jsm: JetStreamManager, queue: QueueConfig): Promise<string | null> {
  const { cluster } = await jsm.streams.info(namesOf(queue).stream);
  return cluster?.leader ?? null;
}
