import type { JetStreamManager } from "@nats-io/jetstream";
import { InternalError } from "../../../kernel/errors.ts";
import { namesOf, type QueueConfig } from "../../../queue/names.ts";
import type { WatchedRun } from "../part.ts";

type LeaderRun = Pick<WatchedRun, "scenario" | "queues" | "jsm" | "observer">;

/** Observes which server of a cluster leads each queue. Does nothing with a single server. */
export class LeaderWatch {
  private readonly run: LeaderRun;
  private readonly lastSeen = new Map<string, string | null>();

  constructor(run: LeaderRun) {
    this.run = run;
  }

  /** Records the leader of each queue if it has changed. */
  async lookAll(): Promise<void> {
    const { scenario, queues, jsm } = this.run;
    if ((scenario.servers ?? 1) === 1) return;
    for (const queue of queues) this.saw(queue.name, await leaderNow(jsm, queue).catch(() => null));
  }

  /** The queue's leader as the servers report it, or as they last did. @throws InternalError if they never reported one */
  async leaderOf(name: string): Promise<string> {
    const { queues, jsm } = this.run;
    const queue = queues.find((one) => one.name === name);
    const said = queue === undefined ? null : await leaderNow(jsm, queue).catch(() => null);
    const leader = said ?? this.lastSeen.get(name) ?? null;
    if (leader === null) throw new InternalError(`no server has reported a leader for ${name}`);
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
