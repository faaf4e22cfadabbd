import type { Clock } from "../../../clock/clock.ts";
import { errorText, InternalError } from "../../../kernel/errors.ts";
import type { EventId } from "../../../trace/event.ts";
import type { FaultTools, ServerKill } from "../../faults/fault.ts";
import type { PartWatch, WatchedRun } from "../part.ts";
import { LeaderWatch } from "./leader-watch.ts";

/**
 * Kills the run's servers and starts them again.
 *
 * SW1  A server's end is recorded before anybody can see it, its start when it takes connections.
 * SW2  After a start the queues are declared, as a program does that starts: those on disk are there, the others are made
 *      anew and empty.
 * SW3  What was accepted, is not settled and was in memory only is recorded as lost by whoever killed its server.
 */
export class ServerWatch implements PartWatch {
  readonly tools: Partial<FaultTools> = { killServer: (kill, cause) => this.strike(kill, cause) };
  private readonly run: WatchedRun;
  private readonly leaders: LeaderWatch;
  private readonly inMemory: ReadonlySet<string>;
  private failure: unknown = null;
  private isOver = false;
  /** Ends the wait for a server's return. */
  private stopWaiting: () => void = () => undefined;

  constructor(run: WatchedRun) {
    this.run = run;
    this.leaders = new LeaderWatch(run);
    this.inMemory = new Set(run.queues.filter(({ storage }) => storage === "memory").map(({ name }) => name));
  }

  /** @throws what went wrong when a server was struck: a run on a server that does not come back is no run */
  async observe(): Promise<void> {
    if (this.failure !== null)
      throw new InternalError(`a server could not be killed and started again: ${errorText(this.failure)}`, {
        cause: this.failure,
      });
    await this.leaders.lookAll();
  }

  /** The run is over: who is still away stays away. */
  close(): void {
    this.isOver = true;
    this.stopWaiting();
  }

  /** Returns at once; `observe` tells how it goes. */
  private strike(kill: ServerKill, cause: EventId): void {
    this.killAndStart(kill, cause).catch((thrown: unknown) => (this.failure = thrown));
  }

  private async killAndStart({ leaderOf, downMs }: ServerKill, cause: EventId): Promise<void> {
    const { servers, clock, runner, declareAgain } = this.run;
    const server = leaderOf === null ? servers?.names[0] : await this.leaders.leaderOf(leaderOf);
    if (!servers || server === undefined) throw new InternalError("there is no server of the run's own");
    const stopped = runner.record({ type: "server-stopped", server }, cause);
    await servers.kill(server);
    this.recordLost(stopped);
    if (downMs === null) return;
    await this.wait(clock, downMs);
    if (this.isOver) return;
    await servers.start(server);
    runner.record({ type: "server-started", server }, stopped);
    await declareAgain();
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
    for (const event of this.run.collector.events) {
      if (!("queue" in event && "job" in event) || !this.inMemory.has(event.queue)) continue;
      const { queue, job } = event;
      const key = JSON.stringify([queue, job]);
      if (event.type === "job-stored") open.set(key, { queue, job, streamSequence: event.streamSequence });
      if (event.type === "job-acked" || event.type === "job-dead-lettered") open.delete(key);
    }
    for (const lost of open.values()) this.run.runner.record({ type: "job-lost", ...lost }, cause);
  }
}
