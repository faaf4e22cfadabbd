import type { JetStreamClient } from "@nats-io/jetstream";
import { silentProbe } from "../../trace/probe.ts";
import type { EventId } from "../../trace/event.ts";
import { Attempts } from "./attempts.ts";
import type { Confirmations } from "./ack-confirmations.ts";
import { StopTimeoutError } from "../errors.ts";
import { stepFailed, tellFailed } from "./failed-step.ts";
import { type JobMessage, replySubjectOf } from "../job-message.ts";
import { extend } from "./job-run.ts";
import { mostStorable } from "../send/message-size.ts";
import { processJob, type ProcessContext } from "./process-job.ts";
import type { RateLimiter } from "../features/rate-limit.ts";
import type { Held, Received } from "./received-job.ts";
import { sendJob } from "../send/send.ts";
import { Slots } from "./slots.ts";
import type { WorkerOptions } from "./worker-options.ts";

/** What all workers of the queue share on the server. */
export type Shared = Pick<ProcessContext, "results" | "serverTime"> & { readonly limiter: RateLimiter | null };

/** A run whose visibility timeout only its own heartbeats extend ends after a day. */
const LONGEST_KEPT_MS = 24 * 3_600_000;

/** What a worker does with the messages that it holds: they wait for a slot and the rate limit, run, and are handed back. */
export class Hands {
  private readonly context: ProcessContext;
  private readonly limiter: RateLimiter | null;
  private readonly slots: Slots;
  private readonly running = new Set<Held>();
  private isStopping = false;
  private stopNow: () => void = () => undefined;
  private readonly stopped = new Promise<void>((tell) => (this.stopNow = tell));

  constructor(js: JetStreamClient, shared: Shared, confirmations: Confirmations, options: WorkerOptions) {
    const { queue, handler, clock, concurrency = 1, heartbeatMs = null, seed = 0 } = options;
    const { probe = silentProbe, onError, timeoutMs = heartbeatMs === null ? null : LONGEST_KEPT_MS } = options;
    const { limiter, results, serverTime } = shared;
    this.limiter = limiter;
    this.slots = new Slots(concurrency);
    const confirm = (message: JobMessage) => confirmations.confirm(replySubjectOf(message));
    this.context = {
      ...{ js, queue, handler, confirm, probe, clock, heartbeatMs, timeoutMs, seed, serverTime, results, onError },
      leaseMs: queue.ackWaitMs - (options.transitMs ?? 0),
      mostBytes: mostStorable(js),
      send: sendJob,
      attempts: new Attempts(js, queue),
      countRuns: options.countRuns ?? true,
      alone: (held, cause) => this.allSlots(held, cause),
      isAlwaysAlone: concurrency === 1,
    };
  }

  /** Resolves when the worker has finished with it: to false if a step of the engine's own failed. */
  async take(received: Received): Promise<boolean> {
    const { probe, clock, leaseMs } = this.context;
    const leaseUntil = clock.now() + leaseMs;
    const cause = probe.record({ type: "job-delivered", ...received.delivery, deadline: leaseUntil }, received.sentBy);
    const held: Held = {
      ...received,
      cause,
      step: "wait for its turn",
      settled: "no",
      leaseUntil,
      run: null,
      slots: 1,
    };
    if (!(await this.slots.take())) {
      await this.handBack(held, cause);
      return true;
    }
    this.running.add(held);
    try {
      const mayBegin = this.limiter === null || (await this.hasTurn(this.limiter, held, cause));
      if (!mayBegin || (await processJob(this.context, held, cause)) === "not-begun") await this.handBack(held, cause);
      return true;
    } catch (thrown) {
      stepFailed(this.context, held, thrown, cause);
      return false;
    } finally {
      this.running.delete(held);
      this.slots.release(held.slots);
    }
  }

  /** Hands back what waits, and everything that still arrives. */
  takeNoMore(): void {
    this.isStopping = true;
    this.stopNow();
    this.slots.close();
  }

  /** Hands back the running jobs, whose handlers did not end in time. */
  giveUp(afterMs: number): void {
    for (const held of this.running) {
      const { delivery, message } = held;
      const error = new StopTimeoutError(`${delivery.job} has not ended ${afterMs} ms after its worker was stopped`);
      if (held.settled !== "no") continue;
      held.run?.abandon(error);
      held.settled = "gone";
      const failed = tellFailed(this.context, held, "stop in time", error, 0, held.cause);
      this.context.probe.record({ type: "job-nacked", ...delivery, delayMs: 0, reason: "engine-failed" }, failed);
      try {
        message.nak();
      } catch {
        // The connection is closed: the job is redelivered after its visibility timeout.
      }
    }
  }

  /** Waits until the queue's rate lets the job begin; false if the worker is stopped before that (W4). */
  private async hasTurn(limiter: RateLimiter, held: Held, cause: EventId): Promise<boolean> {
    const place = await limiter.place();
    const { waitMs } = place;
    if (waitMs <= 0) return true;
    const { probe, leaseMs, clock } = this.context;
    probe.record({ type: "job-rate-limited", ...held.delivery, waitMs }, cause);
    const until = clock.now() + waitMs;
    for (let left = waitMs; left > 0 && !this.isStopping; left = until - clock.now()) {
      // Keeps the job during the wait.
      extend(this.context, held, cause);
      await Promise.race([clock.sleep(Math.min(left, Math.ceil(leaseMs / 2))), this.stopped]);
    }
    if (this.isStopping) await limiter.giveBack(place);
    return !this.isStopping;
  }

  /** Waits until no other job runs here, and keeps the job during the wait. */
  private async allSlots(held: Held, cause: EventId): Promise<boolean> {
    const { clock, leaseMs } = this.context;
    const keep = () => {
      extend(this.context, held, cause);
      timer = clock.setTimeout(keep, Math.ceil(leaseMs / 2));
    };
    let timer = clock.setTimeout(keep, Math.ceil(leaseMs / 2));
    const taken = await this.slots.takeAll();
    clock.clearTimeout(timer);
    held.slots = taken ? this.slots.count : 0;
    return taken;
  }

  /** Records that a delivery without a run costs no attempt, if nothing else shows it. */
  private async handBack(held: Held, cause: EventId): Promise<void> {
    const { context } = this;
    const { message, delivery } = held;
    if (!context.countRuns || delivery.attempt === 1) {
      await context.attempts.handBack(held, false).catch((thrown: unknown) => {
        tellFailed(context, held, "write down that the job was handed back", thrown, null, cause);
      });
    }
    context.probe.record({ type: "job-nacked", ...delivery, delayMs: 0, reason: "handed-back" }, cause);
    message.nak();
  }
}
