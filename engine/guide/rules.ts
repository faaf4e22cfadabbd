import type { When } from "./questions.ts";

/** What a case may need. `none`: no broker at all. */
export const TOOLS = ["queue", "log", "orchestrator"] as const;
export type Tool = (typeof TOOLS)[number];

/**
 * A rule fires when all of `when` holds. `wrongIf`: the case in which it misleads, and `see`: the scenario that shows that
 * case. `proof`: scenarios that show the rule.
 */
export type Rule = {
  readonly id: string;
  readonly when: When;
  readonly tool: Tool | "none";
  /** Summed for each tool: 3 and more recommends it. -3 forbids it. */
  readonly weight: 4 | 3 | 2 | 1 | -3;
  readonly because: string;
  readonly wrongIf: string;
  readonly see?: string;
  readonly proof: readonly [string, ...string[]];
};

const WITHOUT_A_BROKER = [
  {
    id: "call-it",
    when: { kind: "query", caller: "quick" },
    tool: "none",
    weight: 4,
    because:
      "Somebody waits and the work is quick. A direct call says at once whether it worked. A queue adds a reply queue, a correlation id, and a timeout that does not say whether the work was done.",
    proof: ["late-reply", "work-outlives-caller"],
    wrongIf:
      "The service that answers is often down for longer than the caller can wait. Then store the request in a queue, and reply only that it was accepted.",
  },
  {
    id: "may-be-lost",
    when: { loss: "harmless", kind: ["command", "event"] },
    tool: "none",
    weight: 3,
    because:
      "A message that may be lost needs no durable storage. Plain publish/subscribe is enough, or a short buffer that drops the oldest message.",
    proof: ["burst"],
    wrongIf: "Losing one message does no harm, but losing an hour of them does.",
  },
] as const satisfies readonly Rule[];

const FOR_A_QUEUE = [
  {
    id: "task",
    when: { kind: "command", consumers: "one", loss: "harm" },
    tool: "queue",
    weight: 3,
    because:
      "Any free worker takes the task. A failed task is retried, and a finished one is deleted. This is what a queue does.",
    proof: ["competing-consumers", "crash-redelivery"],
    wrongIf:
      "The task is one step of a process that somebody must see through to its end. Then a queue carries the step, and an orchestrator owns the process.",
  },
  {
    id: "answer-later",
    when: { kind: "query", caller: ["slow", "nobody"] },
    tool: "queue",
    weight: 3,
    because:
      "One question, one answer, and the work takes a while. A reply queue and a correlation id bring the answer back, and the request survives a crash of its worker.",
    proof: ["correlation-id", "lost-reply"],
    wrongIf:
      "The requester may crash before the answer comes, and must still get it. Then its pending requests must be stored too, which is a first step towards an orchestrator.",
    see: "requester-crash",
  },
  {
    id: "slow-step",
    when: { caller: "slow", loss: "harm" },
    tool: "queue",
    weight: 2,
    because:
      "The caller should wait only for the work that its answer needs. A queue stores the rest for later. The caller then knows 'accepted', which is not 'done'.",
    proof: ["decouple-slow-step"],
    wrongIf: "The caller cannot go on without the outcome. Then it also needs a status that it can look up.",
  },
  {
    id: "level-load",
    when: { load: "bursts", kind: "command" },
    tool: "queue",
    weight: 2,
    because:
      "A queue absorbs the burst, and the workers take jobs at their own pace, or at the rate that somebody else allows.",
    proof: ["burst", "rate-limited"],
    wrongIf: "The work is worthless after a wait, like a login code. Then give each message a time to live.",
    see: "delay-ttl",
  },
  {
    id: "single-message",
    when: { individual: "yes", loss: "harm" },
    tool: "queue",
    weight: 3,
    because:
      "A queue treats each message by itself: visibility timeout, acknowledgement, retry, delay, priority, dead letter. A log has one offset per reader and partition, so a reader that stops at a bad event holds up everything behind it.",
    proof: ["selective-ack", "retry-backoff", "priority", "delay-ttl", "dlq-desk"],
    wrongIf: "Only the order matters, and no message is ever set aside.",
  },
  {
    id: "ordered-tasks",
    when: { kind: "command", order: "per-key", replay: "no" },
    tool: "queue",
    weight: 1,
    because:
      "Message groups keep the order within a key and work on different keys in parallel. One group is never faster than one worker.",
    proof: ["fifo-groups"],
    wrongIf:
      "One key carries most of the load. No tool can spread a single key: choose a smaller key, or give up its order.",
  },
  {
    id: "queue-per-observer",
    when: { kind: "event", consumers: "several", replay: "no", loss: "harm" },
    tool: "queue",
    weight: 3,
    because:
      "Each observer has a queue of its own, and a fan-out copies every event into all of them. So each one retries and dead-letters by itself.",
    proof: ["fan-out"],
    wrongIf: "An observer joins later and wants the events from before. Then you need a log.",
    see: "queue-vs-log",
  },
  {
    id: "one-observer",
    when: { kind: "event", consumers: "one", replay: "no", loss: "harm" },
    tool: "queue",
    weight: 3,
    because:
      "One party listens, and nobody reads the events again. A queue is the smaller tool, and it retries and dead-letters.",
    proof: ["queue-vs-log"],
    wrongIf: "A second party will want the events. Then each party needs its own queue, or all of them share a log.",
  },
  {
    id: "command-per-party",
    when: { kind: "command", consumers: ["several", "open"], loss: "harm" },
    tool: "queue",
    weight: 3,
    because:
      "A command that several parties must obey is several commands. Each party gets its own, in a queue of its own.",
    proof: ["message-taxonomy", "fan-out"],
    wrongIf: "The sender does not care who obeys. Then the message is an event: answer the first question again.",
  },
] as const satisfies readonly Rule[];

const FOR_A_LOG = [
  {
    id: "open-readers",
    when: { kind: "event", consumers: "open" },
    tool: "log",
    weight: 3,
    because:
      "Each event is stored once. Every reader reads at its own pace from its own offset, also a reader that joins next year.",
    proof: ["queue-vs-log", "fan-out"],
    wrongIf: "The message is a command to several parties: the sender is in trouble when nobody reacts.",
    see: "message-taxonomy",
  },
  {
    id: "read-again",
    when: { replay: "yes" },
    tool: "log",
    weight: 3,
    because: "Reading a log deletes nothing. A queue has already deleted what you want to read again.",
    proof: ["queue-vs-log"],
    wrongIf: "You only want to run a failed job again. That is a replay from the dead-letter queue.",
    see: "dlq-desk",
  },
  {
    id: "ordered-events",
    when: { kind: "event", order: "per-key" },
    tool: "log",
    weight: 1,
    because: "A partition keeps the order of each key for every reader, and readers take partitions in parallel.",
    proof: ["partition-order"],
    wrongIf: "An event that cannot be read must not hold up its partition. Then plan first where such events go.",
  },
  {
    id: "total-order",
    when: { order: "total" },
    tool: "log",
    weight: 1,
    because: "A log with one partition keeps a total order. It is as fast as one reader.",
    proof: ["partition-order"],
    wrongIf: "Order is needed only within a key. Ask once more: this is the usual case.",
  },
] as const satisfies readonly Rule[];

const FOR_AN_ORCHESTRATOR = [
  {
    id: "undo-or-finish",
    when: { steps: "undo" },
    tool: "orchestrator",
    weight: 3,
    because:
      "Somebody must know what was done, what comes next and what to undo, even after a crash. Written by hand, this is a table, stored deadlines, a list of compensations and an outbox: an orchestrator that nobody planned.",
    proof: ["glue-coordinator-crash", "glue-late-reply", "glue-missing-compensation"],
    wrongIf:
      "There are two steps, and the second may be retried for ever (charge, then mail). Then one idempotent job or an outbox is enough.",
  },
  {
    id: "long-wait",
    when: { waits: "yes", steps: ["repeatable", "undo"] },
    tool: "orchestrator",
    weight: 3,
    because:
      "A timer in memory dies with its process. A message that waits in a worker blocks the worker or reaches its visibility timeout. A stored deadline fires even when every process was down in between.",
    proof: ["glue-lost-timer", "naive-restore"],
    wrongIf: "It is one reminder at one time. A delayed message is a stored deadline too.",
    see: "delay-ttl",
  },
  {
    id: "where-is-it",
    when: { status: "yes", steps: ["repeatable", "undo"] },
    tool: "orchestrator",
    weight: 2,
    because:
      "One record says where number 42 is and what it waits for. With queues alone, somebody searches one queue after the other.",
    proof: ["glue-stuck-unseen"],
    wrongIf: "There is only one step. Then the state of the job answers the question.",
  },
  {
    id: "steps-on-queues",
    when: { steps: "undo", kind: ["command", "query"] },
    tool: "queue",
    weight: 3,
    because:
      "An orchestrator sends the command of each step through a task queue. The queue carries the work, and no longer owns the process.",
    proof: ["glue-happy"],
    wrongIf: "All steps are direct calls that the orchestrator makes itself, and none takes long.",
  },
  {
    id: "one-step",
    when: { steps: "one" },
    tool: "orchestrator",
    weight: -3,
    because:
      "With one step there is no next step to remember. An orchestrator would bring the same result with more messages and a store of its own.",
    proof: ["one-step-job"],
    wrongIf: "A second step with an effect outside is already planned.",
  },
] as const satisfies readonly Rule[];

export const RULES: readonly Rule[] = [...WITHOUT_A_BROKER, ...FOR_A_QUEUE, ...FOR_A_LOG, ...FOR_AN_ORCHESTRATOR];
