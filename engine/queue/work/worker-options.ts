import type { Clock } from "../../clock/clock.ts";
import type { OnError } from "../../kernel/engine-failure.ts";
import type { Probe } from "../../trace/probe.ts";
import type { QueueConfig } from "../names.ts";
import type { JobHandler } from "./received-job.ts";

/** How a worker takes and runs the jobs of one queue. */
export type WorkerOptions = {
  /** @internal */
  readonly queue: QueueConfig;
  /** @internal */
  readonly handler: JobHandler;
  /** @internal */
  readonly clock: Clock;
  /** Jobs run at once; 1 by default. */
  readonly concurrency?: number;
  /** Jobs taken beyond those, which wait in this worker's memory while others may idle; 0 by default. */
  readonly prefetch?: number;
  /** @internal */
  readonly probe?: Probe;
  /** Extends the visibility timeout of each running job so often; by default only the handler does (`progress`). */
  readonly heartbeatMs?: number;
  /**
   * The longest that a run may take: then it has failed, its handler's signal is aborted, and the job is tried again. Without it,
   * 24 hours where `heartbeatMs` keeps the job, and no limit elsewhere (the visibility timeout gives the job to another).
   */
  readonly timeoutMs?: number;
  /** How long `stop` waits for running jobs; 30 s by default. */
  readonly stopWithinMs?: number;
  /**
   * Attempts are runs and not deliveries; true by default. The two differ where a job can wait in a worker's memory. Counting
   * runs costs two requests for each run after a redelivery, so a caller that knows that no job can wait may turn it off.
   */
  readonly countRuns?: boolean;
  /** How long a delivery is under way: the server's visibility timeout began that much earlier. 0 by default. */
  readonly transitMs?: number;
  /** How long one pull waits at the server; at least 1,000 ms. */
  readonly pullExpiresMs?: number;
  /**
   * Asks again so often, and is told at once that there is nothing (short polling), instead of leaving a pull at the
   * server that is answered as soon as there is something (long polling, by default).
   */
  readonly pollEveryMs?: number;
  /** The queue is this worker's alone: it does not start while another one waits for jobs there, and gives up after 6 s. */
  readonly alone?: boolean;
  /** Of what is drawn by lot, such as the jitter of retries; 0 by default. */
  readonly seed?: number;
  /**
   * The error channel: told of each step of the engine's own that fails, of an outage that the worker goes on after
   * (`PullFailedError`), and of what ends it.
   */
  readonly onError?: OnError;
};
