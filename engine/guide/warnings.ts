import type { When } from "./questions.ts";
import type { Tool } from "./rules.ts";

/** Something to heed with these answers, whatever the verdict is. */
export type Warning = {
  readonly id: string;
  readonly when: When;
  readonly says: string;
  readonly proof: string;
};

export const WARNINGS: readonly Warning[] = [
  {
    id: "shared-queue",
    when: { kind: "event", consumers: ["several", "open"] },
    says: "Observers that each need every event must not share one work queue: each of them would see only a part.",
    proof: "fan-out",
  },
  {
    id: "no-capacity",
    when: { load: "overload" },
    says: "A queue turns a burst into a wait, and adds no capacity. If more work arrives than is done on average, the queue only grows. Add workers, refuse work, or limit the queue's length.",
    proof: "burst",
  },
  {
    id: "at-least-once",
    when: { loss: "harm", kind: ["command", "event"] },
    says: "At least once is sometimes twice. Give every effect outside an idempotency key.",
    proof: "double-charge",
  },
  {
    id: "outbox",
    when: { transaction: "yes" },
    says: "Write the row and the message in one transaction: an outbox and a relay, or a queue in the same database.",
    proof: "glue-dual-write",
  },
  {
    id: "late-answers",
    when: { kind: "query", caller: ["slow", "nobody"] },
    says: "Give each try a correlation id of its own, put a deadline into the request, and decide what to do with an answer that comes too late.",
    proof: "stale-reply",
  },
  {
    id: "price-of-order",
    when: { order: ["per-key", "total"] },
    says: "Order costs parallelism, and each group pays by itself. Choose the smallest key within which order matters.",
    proof: "fifo-groups",
  },
  {
    id: "loss-or-undo",
    when: { loss: "harmless", steps: "undo" },
    says: "You said that losing a message does no harm, and that a half-finished process must be undone. A lost message leaves such a process half finished: look at these two answers again.",
    proof: "glue-lost-timer",
  },
];

/** What else a tool asks for, each with the scenario that shows it. Said whenever the tool is recommended. */
export const TO_DECIDE: { readonly [T in Tool]: readonly Omit<Warning, "id" | "when">[] } = {
  queue: [
    {
      says: "Limit the attempts, retry with backoff and jitter, and name a person who looks at the dead letters.",
      proof: "poison-dlq",
    },
    {
      says: "Make the visibility timeout longer than the work, or extend it with heartbeats.",
      proof: "ackwait-too-short",
    },
  ],
  log: [
    {
      says: "Decide the key, how long events stay, and what a reader does with an event that it cannot read: the event holds up its partition.",
      proof: "partition-order",
    },
  ],
  orchestrator: [
    {
      says: "Its steps still need idempotency keys, and its store needs backups.",
      proof: "orchestrator-not-magic",
    },
    { says: "Flows that began with an old version must be able to end.", proof: "flow-version-change" },
  ],
};
