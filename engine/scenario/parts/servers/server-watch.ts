import type { OwnServers } from "../../../broker/broker.ts";
import type { Clock } from "../../../clock/clock.ts";
import { errorText, InternalError } from "../../../kernel/errors.ts";
import type { EventId } from "../../../trace/event.ts";
import type { Collector, Recorder } from "../../../trace/recorder.ts";
import type { Plan } from "../../run/plan.ts";
import type { ServerKill } from "../../faults/plan.ts";

export type ServerStage = {
  readonly clock: Clock;
  readonly runner: Recorder;
  readonly collector: Collector;
  /** Null: the servers are somebody else's. */
  readonly servers: OwnServers | null;
  /** The server that answers for a queue. */
  readonly leaderOf: (queue: string) => Promise<string>;
  /** Makes what is not there of the run's queues; a server that has just started may need several tries. */
  readonly declareAll: () => Promise<void>;
};

/**
 * Kills the run's servers and starts them again.
 *
 * SW1  A server's end is recorded before anybody can see it, its start when it takes connections.
 * SW2  After a start the queues are declared, as a program does that starts: those on disk are there, the others are made
 *      anew and empty.
 * SW3  What was accepted, is not settled and was in memory only is recorded as lost by whoever killed its server.
 */
export class ServerWatch {
  private readonly stage: ServerStage;
  private readonly inMemory: ReadonlySet<string>;
  private failure: unknown = null;
  private isOver = false;
  /** Ends the wait for a server's return. */
  private stopWaiting: () => void = () => undefined;

  constructor({ queues }: Pick<Plan, "queues">, stage: ServerStage) {
    this.stage = stage;
    this.inMemory = new Set(queues.filter(({ storage }) => storage === "memory").map(({ name }) => name));
  }

  /** @throws what went wrong when a server was struck: a run on a server that does not come back is no run */
  assertSound(): void {
    if (this.failure !== null)
      throw new InternalError(`a server could not be killed and started again: ${errorText(this.failure)}`, {
        cause: this.failure,
      });
  }

  /** Returns at once; `assertSound` tells how it goes. */
  strike(kill: ServerKill, cause: EventId): void {
    this.killAndStart(kill, cause).catch((thrown: unknown) => (this.failure = thrown));
  }

  /** The run is over: who is still away stays away. */
  close(): void {
    this.isOver = true;
    this.stopWaiting();
  }

  private async killAndStart({ leaderOf, downMs }: ServerKill, cause: EventId): Promise<void> {
    const { servers, clock, runner, declareAll } = this.stage;
    const server = leaderOf === null ? servers?.names[0] : await this.stage.leaderOf(leaderOf);
    if (!servers || server === undefined) throw new InternalError("there is no server of the run's own");
    const stopped = runner.record({ type: "server-stopped", server }, cause);
    await servers.kill(server);
    this.recordLost(stopped);
    if (downMs === null) return;
    await this.wait(clock, downMs);
    if (this.isOver) return;
    await servers.start(server);
    runner.record({ type: "server-started", server }, stopped);
    await declareAll();
  }

  private wait(clock: Clock, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = clock.setTimeout(resolve, ms);
      this.stopWaiting = () => {
        clock.clearTimeout(timer);
        resolve();
      };
    });
  }

  /** SW3; a cluster has its queues on disk. */
  private recordLost(cause: EventId): void {
    if (this.inMemory.size === 0) return;
    const open = new Map<string, { queue: string; job: string; streamSequence: number }>();
    for (const event of this.stage.collector.events) {
      if (!("queue" in event && "job" in event) || !this.inMemory.has(event.queue)) continue;
      const { queue, job } = event;
      const key = JSON.stringify([queue, job]);
      if (event.type === "job-stored") open.set(key, { queue, job, streamSequence: event.streamSequence });
      if (event.type === "job-acked" || event.type === "job-dead-lettered") open.delete(key);
    }
    for (const lost of open.values()) this.stage.runner.record({ type: "job-lost", ...lost }, cause);
  }
}
