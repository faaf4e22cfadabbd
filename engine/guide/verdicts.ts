/** Each combination of tools, in one sentence. The tools are in the order of `TOOLS`, joined by a plus sign. */
export const VERDICTS = {
  none: {
    title: "No broker",
    says: "You need no broker for this. Call the service directly, or do the work within the request.",
  },
  queue: { title: "A queue", says: "Use a queue: each message is work to be done once." },
  log: {
    title: "A log",
    says: "Use a log: each message tells what happened, and readers decide what it means to them.",
  },
  orchestrator: {
    title: "An orchestrator",
    says: "Use an orchestrator: a process of several steps must reach its end.",
  },
  "queue+orchestrator": {
    title: "An orchestrator and queues",
    says: "Use an orchestrator that owns the process, and queues that carry its steps.",
  },
  "queue+log": {
    title: "A queue and a log",
    says: "Use both: a log for what happened, and a queue for the work that follows.",
  },
  "log+orchestrator": {
    title: "A log and an orchestrator",
    says: "Use a log for what happened, and an orchestrator that reads it and sees each process through.",
  },
  "queue+log+orchestrator": {
    title: "A queue, a log and an orchestrator",
    says: "Use all three: the log for what happened, the orchestrator for the process, and a queue for each step.",
  },
} as const;

export type VerdictId = keyof typeof VERDICTS;
