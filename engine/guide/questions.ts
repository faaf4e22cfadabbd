/** A question of the decision guide. Its first answer counts when none was given. */
type Question = {
  readonly id: string;
  readonly ask: string;
  /** How to find the answer. */
  readonly help?: string;
  /** The scenario that shows why the question matters. */
  readonly proof: string;
  readonly answers: readonly { readonly id: string; readonly text: string }[];
};

const NO_OR_YES = (no: string, yes: string) =>
  [
    { id: "no", text: no },
    { id: "yes", text: yes },
  ] as const;

/** The questions are about the reader's case, never about a product. Their ids and their answers' ids are part of links. */
export const QUESTIONS = [
  {
    id: "kind",
    ask: "What does the message say?",
    help: "Imagine that nobody reacts. If the sender is then in trouble, the message is a command, whatever its name is.",
    proof: "message-taxonomy",
    answers: [
      { id: "command", text: "Do this: somebody must act on it (a command)" },
      { id: "event", text: "This happened: others decide what it means to them (an event)" },
      { id: "query", text: "Tell me: the sender cannot go on without the answer (a query)" },
    ],
  },
  {
    id: "caller",
    ask: "Is somebody waiting for the outcome right now?",
    proof: "decouple-slow-step",
    answers: [
      { id: "nobody", text: "Nobody waits" },
      { id: "quick", text: "Yes, and the work takes well under a second" },
      { id: "slow", text: "Yes, but the work takes seconds or longer" },
    ],
  },
  {
    id: "loss",
    ask: "What if a crash loses one of these messages?",
    help: "Losing a position, a gauge or a cache hint does no harm: a newer one follows.",
    proof: "broker-restart",
    answers: [
      { id: "harm", text: "It does harm: the message must be handled in the end" },
      { id: "harmless", text: "No harm: the next message replaces it, or the sender can ask again" },
    ],
  },
  {
    id: "consumers",
    ask: "How many independent parties need each message?",
    help: "Several workers that share one kind of work are one party.",
    proof: "fan-out",
    answers: [
      { id: "one", text: "One: whichever worker is free" },
      { id: "several", text: "Several that I know today, and each needs only new messages" },
      { id: "open", text: "Several, and others that I do not know yet will join" },
    ],
  },
  {
    id: "replay",
    ask: "Will anybody read old messages again?",
    help: "To rebuild an index, to fill a new report, for an audit, or to repair the damage of a bug. Retrying a failed job is something else.",
    proof: "queue-vs-log",
    answers: NO_OR_YES("No: done is done", "Yes"),
  },
  {
    id: "order",
    ask: "Does the order of messages matter?",
    proof: "fifo-groups",
    answers: [
      { id: "none", text: "No: each message stands for itself" },
      { id: "per-key", text: "Within one thing: an account, an order, a device" },
      { id: "total", text: "Across all messages" },
    ],
  },
  {
    id: "individual",
    ask: "Does a single message need treatment of its own?",
    help: "It is retried later while others pass, delayed, urgent, expired, or set aside for a person.",
    proof: "selective-ack",
    answers: NO_OR_YES("No", "Yes"),
  },
  {
    id: "load",
    ask: "Does work arrive faster than it can be done?",
    proof: "burst",
    answers: [
      { id: "steady", text: "No" },
      { id: "bursts", text: "In bursts, or somebody else limits how fast I may work" },
      { id: "overload", text: "Yes, on average too" },
    ],
  },
  {
    id: "steps",
    ask: "How many steps have effects outside?",
    help: "Count charges, parcels, and bookings at other companies. Steps in one database transaction count as one.",
    proof: "one-step-job",
    answers: [
      { id: "one", text: "One" },
      {
        id: "repeatable",
        text: "Several, but starting again is harmless: all are idempotent, and nothing is ever undone",
      },
      { id: "undo", text: "Several, and when a later one fails, an earlier one must be undone or completed" },
    ],
  },
  {
    id: "waits",
    ask: "Does the work wait between two steps for longer than a process lives?",
    help: "For a person, another company or a date; across a deployment.",
    proof: "glue-lost-timer",
    answers: NO_OR_YES("No", "Yes"),
  },
  {
    id: "status",
    ask: "Will somebody ask where number 42 is, and why?",
    proof: "glue-stuck-unseen",
    answers: NO_OR_YES("No: counts are enough", "Yes: support, an operator or the customer"),
  },
  {
    id: "transaction",
    ask: "Must the message be sent exactly when a row in your database is committed?",
    proof: "glue-dual-write",
    answers: NO_OR_YES("No", "Yes"),
  },
] as const satisfies readonly Question[];

type Questions = (typeof QUESTIONS)[number];
export type QuestionId = Questions["id"];
export type AnswerTo<Q extends QuestionId> = Extract<Questions, { id: Q }>["answers"][number]["id"];
/** One answer to each question. */
export type Answers = { readonly [Q in QuestionId]: AnswerTo<Q> };
/** The answers that were given. */
export type GivenAnswers = Partial<Answers>;
/** What must be answered; a list: one of these answers. */
export type When = { readonly [Q in QuestionId]?: AnswerTo<Q> | readonly AnswerTo<Q>[] };
