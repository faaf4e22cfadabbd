import { declareQueue, deleteQueue, inspectQueue, type QueueState } from "../../../queue/declare/declare.ts";
import type { TraceEvent } from "../../../trace/events.ts";
import type { PartWatch, WatchedRun } from "../part.ts";

const BACK_WITHIN_MS = 20_000;
const SHORT_PAUSE_MS = 50;

/** Declares a run's queues and reply queues, observes them, and deletes them. */
export class QueueWatch implements PartWatch {
  private readonly run: WatchedRun;
  private readonly lastSeen = new Map<string, string>();

  constructor(run: WatchedRun) {
    this.run = run;
  }

  declare(): Promise<void> {
    // A cluster that has just been started may need more time.
    const { servers = 1 } = this.run.scenario;
    return servers > 1 ? this.declareAgain() : this.declareAll();
  }

  /** Retries: a server that has just started accepts this connection a little later. */
  async declareAgain(): Promise<void> {
    const { clock } = this.run;
    const deadline = clock.now() + BACK_WITHIN_MS;
    for (;;) {
      try {
        return await this.declareAll();
      } catch (thrown) {
        if (clock.now() > deadline) throw thrown;
        await clock.sleep(SHORT_PAUSE_MS);
      }
    }
  }

  /** True when every queue is empty, so each accepted job is done or dead-lettered, and every worker knows it. */
  async isSettled(): Promise<boolean> {
    let empty = true;
    for (const queue of this.run.queues) {
      const state = await inspectQueue(this.run.jsm, queue);
      if (state.stored > 0) empty = false;
      this.record(queue.name, state);
    }
    return empty && !isAnyAckOpen(this.run.collector.events);
  }

  async takeDown(): Promise<void> {
    for (const queue of this.run.queues) await deleteQueue(this.run.jsm, queue).catch(() => undefined);
  }

  private async declareAll(): Promise<void> {
    for (const queue of this.run.queues) await declareQueue(this.run.jsm, queue);
  }

  private record(queue: string, state: QueueState): void {
    const text = JSON.stringify(state);
    if (this.lastSeen.get(queue) === text) return;
    this.lastSeen.set(queue, text);
    this.run.observer.record({ type: "queue-observed", queue, ...state });
  }
}

/**
 * Whether a worker still waits for the confirmation of an ack. The server has deleted the job, but a fault may be planned for
 * what the worker does next.
 */
export function isAnyAckOpen(events: readonly TraceEvent[]): boolean {
  const open = new Map<string, Set<string>>();
  for (const event of events) {
    if (event.type === "job-ack-sent") open.set(event.actor, (open.get(event.actor) ?? new Set()).add(event.job));
    else if (event.type === "job-acked" || event.type === "engine-step-failed")
      open.get(event.actor)?.delete(event.job ?? "");
    else if (event.type === "actor-crashed" || event.type === "actor-stopped") open.delete(event.actor);
  }
  return [...open.values()].some((jobs) => jobs.size > 0);
}
