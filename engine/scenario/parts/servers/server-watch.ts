import type { Clock } from "../../../clock/clock.ts";
import { errorText, InternalError } from "../../../kernel/errors.ts";
import type { EventId } from "../../../trace/event.ts";
import type { FaultTools, ServerKill } from "../../faults/fault.ts";
import type { PartWatch, WatchedRun } from "../part.ts";
import { LeaderWatch } from "./leader-watch.ts";

/**
 * Kills the run's servers and starts them again.
 *
 * SW1  A server's stop is recorded before its effects can be seen; its start is recorded when it accepts connections.
 * SW2  After a start the queues are declared again, as a starting program does: those on disk are still there, the others are
 *      created anew and empty.
 * SW3  Accepted, unsettled jobs that were only in the memory of a killed server are recorded as lost.
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

  /** @throws InternalError if a server could not be killed or started again: the run cannot go on */
  async observe(): Promise<void> {
    if (this.failure !== null)
      throw new InternalError(`a server could not be killed and started again: ${errorText(this.failure)}`, {
        cause: this.failure,
      });
    await this.leaders.lookAll();
  }

  /** The run is over: a server that is down stays down. */
  close(): void {
    this.isOver = true;
    this.stopWaiting();
  }

  /** Returns at once; `observe` throws if it fails. */
  private strike(kill: ServerKill, cause: EventId): void {
    this.killAndStart(kill, cause).catch((thrown: unknown) => (this.failure = thrown));
  }

  private async killAndStart({ leaderOf, downMs }: ServerKill, cause: EventId): Promise<void> {
    const { servers, clock, runner, declareAgain } = this.run;
    const server = leaderOf === null ? servers?.names[0] : await this.leaders.leaderOf(leaderOf);
    if (!servers || server === undefined) throw new InternalError("the run has no server of its own");
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

  /** SW3. A cluster has its queues on disk, so nothing is lost there. */
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
