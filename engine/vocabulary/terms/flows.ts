import type { Term } from "./term.ts";

/** Processes of several steps. */
export const FLOWS_TERMS: readonly Term[] = [
  {
    id: "flow",
    term: "flow",
    also: ["business process"],
    definition: "A flow is a process of several steps that must come to an end, such as an order.",
    shownBy: "glue-happy",
  },
  {
    id: "coordinator",
    term: "coordinator",
    definition: "A coordinator is the program that sends the commands of a flow and waits for their replies.",
    shownBy: "glue-coordinator-crash",
  },
  {
    id: "queue-glue",
    term: "queue glue",
    definition: "Queue glue is code around queues that keeps a flow together by hand.",
    shownBy: "glue-happy",
  },
  {
    id: "orchestrator",
    term: "orchestrator",
    definition: "An orchestrator stores where each flow is, sends the next command, and goes on after a crash.",
    shownBy: "glue-happy",
  },
  {
    id: "durable-timer",
    term: "durable timer",
    also: ["stored deadline"],
    definition: "A durable timer is stored, so that it fires although its process was restarted.",
    shownBy: "glue-lost-timer",
  },
  {
    id: "compensation",
    term: "compensation",
    definition: "A compensation undoes the effect of an earlier step, for example a refund.",
    shownBy: "glue-missing-compensation",
  },
  {
    id: "saga",
    term: "saga",
    definition: "A saga is a flow in which a failure is answered by compensating the steps that were done.",
    shownBy: "glue-missing-compensation",
  },
  {
    id: "dual-write",
    term: "dual write",
    definition:
      "A dual write changes a store and sends a message, and a crash between the two leaves only one of them.",
    shownBy: "glue-dual-write",
  },
  {
    id: "outbox",
    term: "outbox",
    also: ["outboxes"],
    definition: "An outbox stores a message in the same transaction as the state, and a relay sends it later.",
    shownBy: "glue-dual-write",
  },
  {
    id: "retry-storm",
    term: "retry storm",
    definition: "In a retry storm several layers retry the same slow work and make it slower.",
    shownBy: "glue-retry-storm",
  },
];
