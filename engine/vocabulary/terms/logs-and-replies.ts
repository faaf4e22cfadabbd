import type { Term } from "./term.ts";

/** Kinds of messages, logs, and request-reply. */
export const LOGS_AND_REPLIES_TERMS: readonly Term[] = [
  {
    id: "command",
    term: "command",
    definition: "A command is a message that says: do this.",
    shownBy: "message-taxonomy",
  },
  {
    id: "event",
    term: "event",
    definition: "An event is a message that says: this happened.",
    shownBy: "message-taxonomy",
  },
  {
    id: "query",
    term: "query",
    also: ["queries"],
    definition: "A query is a message that asks for an answer.",
    shownBy: "message-taxonomy",
  },
  {
    id: "log",
    term: "log",
    definition: "A log keeps events in their order, and reading deletes nothing.",
    shownBy: "queue-vs-log",
  },
  {
    id: "offset",
    term: "offset",
    definition: "An offset is a reader's position in a log: everything before it has been read.",
    shownBy: "queue-vs-log",
  },
  {
    id: "partition",
    term: "partition",
    definition: "A partition is a part of a log that keeps its order and is read by one process of a reader at a time.",
    shownBy: "partition-order",
  },
  {
    id: "fan-out",
    term: "fan-out",
    definition: "A fan-out gives every message to several parties, each of which gets all of them.",
    shownBy: "fan-out",
  },
  {
    id: "request-reply",
    term: "request-reply",
    definition: "In request-reply a requester sends a question through a queue and gets the answer in a reply queue.",
    shownBy: "correlation-id",
  },
  {
    id: "requester",
    term: "requester",
    definition: "A requester is a program that sends a request and waits for the reply.",
    shownBy: "correlation-id",
  },
  {
    id: "correlation-id",
    term: "correlation id",
    definition: "A correlation id in a reply says which request the reply belongs to.",
    shownBy: "correlation-id",
  },
  {
    id: "reply-queue",
    term: "reply queue",
    definition: "A reply queue is the queue from which a requester takes its answers.",
    shownBy: "correlation-id",
  },
  {
    id: "deadline",
    term: "deadline",
    definition:
      "A deadline is the time by which something must be done, for example the last useful moment of an answer.",
    shownBy: "work-outlives-caller",
  },
];
