/** The names that a fault may refer to. */
export type Known = {
  /** Everything that a worker or a reader may get: jobs, answers to orders, events of logs. */
  readonly jobs: readonly string[];
  /** The jobs among them that a requester waits for. */
  readonly asked: readonly string[];
  /** The job that an answer of this name belongs to; null if no answer has this name. */
  readonly answeredJob: (answer: string) => string | null;
  readonly events: readonly string[];
  /** The jobs that are sent into a queue. */
  readonly sent: readonly string[];
  readonly actors: readonly string[];
  /** The processes of workers and readers among them. */
  readonly consumers: readonly string[];
  /** Workers by the name that they share. */
  readonly workers: readonly string[];
  readonly coordinators: readonly string[];
  readonly queues: readonly string[];
  readonly servers: number;
  /** The kind of the scenario's flow; null without a flow. */
  readonly flow: string | null;
};
