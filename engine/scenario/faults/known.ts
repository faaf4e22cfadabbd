/** What a fault may name. */
export type Known = {
  /** Whatever a worker or a reader may get: jobs, answers to orders, events of logs. */
  readonly jobs: readonly string[];
  /** Jobs among them that somebody waits for an answer to. */
  readonly asked: readonly string[];
  /** The job that an answer of this name answers; null: no answer is called so. */
  readonly answeredJob: (answer: string) => string | null;
  readonly events: readonly string[];
  /** Jobs that are sent into a queue. */
  readonly sent: readonly string[];
  readonly actors: readonly string[];
  /** The processes of workers and readers among them. */
  readonly consumers: readonly string[];
  /** Workers by the name that they share. */
  readonly workers: readonly string[];
  readonly coordinators: readonly string[];
  readonly queues: readonly string[];
  readonly servers: number;
  /** The kind of its flow. */
  readonly flow: string | null;
};
