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
  /** How many jobs run at once; 1 by default. */
  readonly concurrency?: number;
  /** How many more jobs it takes; they wait in this worker's memory, even if other workers are idle. 0 by default. */
  readonly prefetch?: number;
  /** @internal */
  readonly probe?: Probe;
  /** Extends each running job's visibility timeout at this interval; by default only the handler does (`progress`). */
  readonly heartbeatMs?: number;
  /**
   * The longest run. After this time the run has failed, its handler's signal is aborted, and the job is tried again. Without
   * it the limit is 24 hours if `heartbeatMs` keeps the job, and otherwise none (after the visibility timeout another worker
   * gets it).
   */
  readonly timeoutMs?: number;
  /** How long `stop` waits for running jobs, milliseconds; 30,000 by default. */
  readonly stopWithinMs?: number;
  /**
   * Counts attempts as runs (true, the default) or as deliveries. They differ if jobs can wait in a worker's memory. Counting
   * runs costs two requests for each run after a redelivery, so you may turn it off if no job can wait.
   */
  readonly countRuns?: boolean;
  /** How long a delivery travels: the visibility timeout began that much earlier at the server. 0 by default. */
  readonly transitMs?: number;
  /** How long one pull waits at the server; at least 1,000 ms. */
  readonly pullExpiresMs?: number;
  /**
   * Short polling: the worker asks at this interval, and the server answers at once if there is no job. By default it uses long
   * polling: a pull waits at the server, which answers as soon as there is a job.
   */
  readonly pollEveryMs?: number;
  /** The queue must have no other worker: it waits up to 6 s until no other one waits for jobs there, and then gives up. */
  readonly alone?: boolean;
  /** The seed of random draws, such as the jitter of retries; 0 by default. */
  readonly seed?: number;
  /**
   * Called with each failed step of the engine's own, with an outage that the worker survives (`PullFailedError`), and with the
   * error that ends it.
   */
  readonly onError?: OnError;
};
