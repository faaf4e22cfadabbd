import type { Term } from "./term.ts";

/** Jobs that are done twice, and their effects outside. */
export const EFFECTS_TERMS: readonly Term[] = [
  {
    id: "at-least-once",
    term: "at least once",
    also: ["at-least-once"],
    definition: "At-least-once delivery means that no message is lost, and that some are delivered more than once.",
    shownBy: "double-charge",
  },
  {
    id: "idempotency-key",
    term: "idempotency key",
    also: ["idempotency keys"],
    definition: "With an idempotency key a service recognizes a repeated request and does its work only once.",
    shownBy: "double-charge",
  },
  {
    id: "idempotent",
    term: "idempotent",
    definition: "An operation is idempotent when doing it twice has the same effect as doing it once.",
    shownBy: "double-charge",
  },
  {
    id: "zombie-worker",
    term: "zombie worker",
    also: ["zombie"],
    definition: "A zombie worker goes on with a job after the queue has delivered the job to another worker.",
    shownBy: "zombie-late-ack",
  },
  {
    id: "fencing-token",
    term: "fencing token",
    definition: "A fencing token is a number that grows with each run, so that a store can refuse a late writer.",
    shownBy: "zombie-late-ack",
  },
];
