import type { Term } from "./term.ts";

/** A queue and its parts. */
export const WORK_TERMS: readonly Term[] = [
  {
    id: "message",
    term: "message",
    definition: "A message is data that one program sends to another through a broker.",
    shownBy: "life-of-a-message",
  },
  {
    id: "broker",
    term: "broker",
    definition: "A broker is the server that stores messages and delivers them, here a nats-server with JetStream.",
    shownBy: "broker-restart",
  },
  {
    id: "queue",
    term: "queue",
    also: ["work queue"],
    definition: "A queue stores messages until a worker has done each of them once, and then deletes them.",
    shownBy: "life-of-a-message",
  },
  {
    id: "job",
    term: "job",
    definition: "A job is a message that asks for a piece of work.",
    shownBy: "life-of-a-message",
  },
  {
    id: "producer",
    term: "producer",
    definition: "A producer is a program that sends messages to a queue or appends events to a log.",
    shownBy: "life-of-a-message",
  },
  {
    id: "worker",
    term: "worker",
    also: ["consumer"],
    definition: "A worker is a program that takes jobs from a queue and does them.",
    shownBy: "competing-consumers",
  },
  {
    id: "competing-consumers",
    term: "competing consumers",
    definition: "Competing consumers are several workers that share one queue, so that each job goes to one of them.",
    shownBy: "competing-consumers",
  },
  {
    id: "publish-acknowledgement",
    term: "publish acknowledgement",
    definition: "A publish acknowledgement tells the producer that the broker has stored its message.",
    shownBy: "life-of-a-message",
  },
  {
    id: "acknowledgement",
    term: "acknowledgement",
    also: ["ack"],
    definition: "With an acknowledgement a worker tells the queue that a job is done and can be deleted.",
    shownBy: "life-of-a-message",
  },
  {
    id: "in-flight",
    term: "in flight",
    definition: "A message is in flight from its delivery until it is acknowledged or its visibility timeout ends.",
    shownBy: "crash-redelivery",
  },
  {
    id: "visibility-timeout",
    term: "visibility timeout",
    definition:
      "The visibility timeout is how long a queue waits for an acknowledgement before it delivers the message again.",
    shownBy: "crash-redelivery",
  },
  {
    id: "redelivery",
    term: "redelivery",
    also: ["redeliveries"],
    definition: "A redelivery is another delivery of a message that was not acknowledged in time.",
    shownBy: "crash-redelivery",
  },
  {
    id: "time-limit",
    term: "time limit",
    definition: "A time limit ends a run of a job that takes too long.",
  },
  {
    id: "heartbeat",
    term: "heartbeat",
    definition: "With a heartbeat a worker says that it still works on a job, and the visibility timeout starts again.",
    shownBy: "ackwait-too-short",
  },
];
