import type { ScenarioSource } from "../engine/scenario/schema.ts";

const commandRuns = { count: { type: "job-started", where: { queue: "letters" } } } as const;
const eventReads = { count: { type: "event-read" } } as const;
const commandsDone = { distinct: "job", of: { type: "job-acked", where: { queue: "letters" } } } as const;
const answers = { count: { type: "reply-received" } } as const;
const workersOfCommands = { distinct: "actor", of: { type: "job-started", where: { queue: "letters" } } } as const;
const crashes = { count: { type: "actor-crashed" } } as const;

export const threeWords: ScenarioSource = {
  id: "three-words",
  title: "Command, event, query: three kinds of message",
  shows: "A shop says 'do this', 'this happened' and 'tell me' to the same two services. How many of them act on each?",
  seed: 6,
  hopMs: 60,
  limitMs: 30_000,
  queues: [
    { name: "letters", ackWaitMs: 1_500 },
    { name: "questions", ackWaitMs: 5_000 },
  ],
  logs: [{ name: "shop-events" }],
  producers: [{ name: "shop", queue: "letters", jobName: "print", jobs: 4, everyMs: 500 }],
  requesters: [{ name: "web", queue: "questions", requestName: "price", requests: 2, everyMs: 900, timeoutMs: 6_000 }],
  logProducers: [{ name: "till", log: "shop-events", eventName: "sold", events: 4, everyMs: 500 }],
  workers: [
    {
      name: "printer",
      count: 2,
      queue: "letters",
      handler: { kind: "work", serviceMs: [250, 350] },
      restartAfterMs: 800,
    },
    { name: "prices", queue: "questions", handler: { kind: "work", serviceMs: [150, 250] } },
  ],
  readers: [
    { name: "stock", log: "shop-events", handler: { kind: "work", serviceMs: [150, 250] } },
    { name: "report", log: "shop-events", handler: { kind: "work", serviceMs: [150, 250] } },
  ],
  knobs: [
    {
      kind: "number",
      id: "printers",
      title: "Printers",
      meaning: "How many workers carry out the commands.",
      path: "workers.printer.count",
      min: 1,
      max: 4,
    },
  ],
  variants: [
    { id: "calm", title: "No crash" },
    {
      id: "crash",
      title: "A printer crashes once",
      set: { faults: [{ kind: "crash", at: { job: "print-2", attempt: 1, point: "before-ack" } }] },
    },
  ],
  claims: [
    {
      id: "one-each",
      says: "Each command is carried out by one worker.",
      check: { kind: "one-worker-each", queue: "letters" },
      variants: ["calm"],
      within: { printers: { atLeast: 1 } },
    },
    {
      id: "all-read",
      says: "Each event is read by both readers.",
      check: { kind: "read-by-all", log: "shop-events" },
      within: { printers: { atLeast: 1 } },
    },
    {
      id: "answered",
      says: "Each query gets its reply.",
      check: { kind: "figure", query: answers, is: { equals: 2 } },
      within: { printers: { atLeast: 1 } },
    },
  ],
  lesson: {
    picture: [
      {
        column: [
          { token: "job", of: "1" },
          { token: "event", of: "1" },
          { token: "reply", of: "1" },
        ],
      },
      { shape: "tube" },
      { cells: 3, read: 2 },
    ],
    situation: [
      "A shop sends three kinds of message. 'Print this letter' is a command: somebody is to do it. 'This was sold' is an event: it has happened, whoever listens. 'What is the price?' is a query: its sender waits for a reply.",
      {
        text: "There are four commands in a queue with {printers} printers, four events in a log with two readers, and two queries.",
        figures: { printers: { setting: "workers.printer.count" } },
      },
      {
        text: "One printer crashes when it has printed print-2, before its acknowledgement.",
        when: { query: crashes, is: { atLeast: 1 } },
      },
    ],
    tryFirst:
      "Commit to a prediction, then press play. Circles are commands and queries, squares are events, diamonds are replies.",
    prediction: {
      question: "Four events, and two readers. How often is an event read in all?",
      choices: [
        { id: "four", text: "Four times: the readers share them", when: { query: eventReads, is: { equals: 4 } } },
        { id: "eight", text: "Eight times: each reader gets all", when: { query: eventReads, is: { equals: 8 } } },
        { id: "more", text: "Nine times or more: some are repeated", when: { query: eventReads, is: { atLeast: 9 } } },
      ],
    },
    decisive: {
      at: { type: "event-read" },
      nth: 2,
      says: "An event is read, and stays in the log. Compare the queue: a command that is done is gone.",
    },
    segments: [
      {
        at: { type: "reply-received" },
        says: "The first query has its reply. Nobody replies to the commands and the events.",
      },
    ],
    happened: [
      {
        text: "{done} commands were carried out, by {workers} workers. The events were read {reads} times, and {answers} replies came to the queries.",
        figures: {
          done: { query: commandsDone },
          workers: { query: workersOfCommands },
          reads: { query: eventReads },
          answers: { query: answers },
        },
      },
      {
        text: "There were {runs} runs of a command, because the crashed printer's command was delivered again.",
        figures: { runs: { query: commandRuns } },
        when: { query: crashes, is: { atLeast: 1 } },
      },
    ],
    why: [
      "A command goes to one party, which carries it out or fails. Its name is an order: 'print the letter'. An event goes to all who care, and nobody can refuse it. Its name is in the past: 'sold'. A query changes nothing, and its sender needs the reply.",
      "The name tells you which tool fits: a queue for commands, a log for events, request-reply for queries. Most trouble begins with an event that is really a command to somebody, or with a command that three services want to hear.",
    ],
    next: {
      variant: "crash",
      text: "Let a printer crash once, when it has printed a letter.",
      prediction: {
        question: "A printer crashes before its acknowledgement. How many runs of a command are there in all?",
        choices: [
          { id: "four", text: "4: one run for each of them", when: { query: commandRuns, is: { equals: 4 } } },
          { id: "eight", text: "8: each printer runs each one", when: { query: commandRuns, is: { atLeast: 8 } } },
          {
            id: "five",
            text: "5 to 7: one letter comes again",
            when: { query: commandRuns, is: { atLeast: 5, atMost: 7 } },
          },
        ],
      },
    },
    challenge: {
      task: "Let at least three different workers carry out the commands, and let each command be carried out once.",
      checks: [
        {
          says: "At least three workers carry out commands.",
          check: { kind: "figure", query: workersOfCommands, is: { atLeast: 3 } },
        },
        { says: "Each command goes to one worker.", check: { kind: "one-worker-each", queue: "letters" } },
      ],
      hints: [
        "Workers of a queue share its commands.",
        "A crash makes a command run twice. Leave it out, and add printers.",
      ],
      solution: {
        variant: "calm",
        knobs: { printers: 4 },
        text: "Four printers share the four commands. However many there are, each command goes to one of them.",
      },
      mistake: {
        variant: "crash",
        knobs: { printers: 4 },
        text: "Enough workers take part, but the crash sends one command to a second worker.",
      },
    },
    remember: [
      "A command says 'do this', and one worker does it.",
      "An event says 'this happened', and everybody who cares may read it.",
      "A query says 'tell me', and its sender waits for the reply.",
    ],
    reading: [
      {
        title: "Command Message, in Enterprise Integration Patterns",
        url: "https://www.enterpriseintegrationpatterns.com/patterns/messaging/CommandMessage.html",
      },
      {
        title: "Event Message, in Enterprise Integration Patterns",
        url: "https://www.enterpriseintegrationpatterns.com/patterns/messaging/EventMessage.html",
      },
    ],
  },
};
