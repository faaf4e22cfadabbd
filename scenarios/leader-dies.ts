import type { ScenarioSource } from "../engine/scenario/schema.ts";

const either = { copies: [1, 3], down: { atLeast: 3_000 } };
/** Longer than three real servers have ever taken to choose another leader, and a sender to try again: 9.4 s. */
const DOWN_MS = 12_000;
/** From the leader's end until an order was accepted again. */
const pause = { elapsedMs: { from: { type: "server-stopped" }, to: { type: "job-stored" } } } as const;

export const leaderDies: ScenarioSource = {
  id: "leader-dies",
  title: "One of three servers dies",
  shows:
    "Three servers with a copy each: the one that answers is killed; after seconds another does, and nothing is lost.",
  // No network in WebAssembly: a server there cannot find others.
  brokers: ["sim", "nats"],
  seed: 7,
  hopMs: 60,
  limitMs: 60_000,
  servers: 3,
  queues: [{ name: "orders", ackWaitMs: 3_000, replicas: 3 }],
  producers: [
    {
      name: "shop",
      queue: "orders",
      jobName: "order",
      jobs: 10,
      everyMs: 200,
      amountCents: 2_000,
      confirmWithinMs: 2_000,
    },
  ],
  workers: [
    { name: "worker", count: 2, queue: "orders", handler: { kind: "charge", serviceMs: [500, 700], key: "job" } },
  ],
  faults: [{ kind: "server-kill", leaderOf: "orders", at: { atMs: 1_500 }, downMs: DOWN_MS }],
  knobs: [
    {
      kind: "choice",
      id: "copies",
      title: "Copies of the queue",
      meaning: "On how many of the three servers the queue lies (the stream's replicas).",
      path: "queues.orders.replicas",
      options: [
        { value: 3, title: "three, one on each server" },
        { value: 1, title: "one" },
      ],
    },
    {
      kind: "number",
      id: "down",
      title: "The dead server is away",
      meaning: "How long it takes until the server that was killed is started again.",
      path: "faults.0.downMs",
      min: 3_000,
      max: 20_000,
      step: 1_000,
      unit: "ms",
    },
  ],
  claims: [
    {
      id: "one-server-dies",
      says: "One server was killed, and no worker and no sender died with it.",
      check: {
        kind: "figure",
        query: { count: { type: ["server-stopped", "actor-crashed"] } },
        is: { equals: 1 },
      },
      within: either,
    },
    {
      id: "all-accepted",
      says: "Every order was accepted in the end: what had no answer was sent again under the same id.",
      check: { kind: "figure", query: { distinct: "job", of: { type: "job-stored" } }, is: { equals: 10 } },
      within: either,
    },
    {
      id: "all-done",
      says: "Nothing that was accepted is lost: every order is done.",
      check: { kind: "figure", query: { distinct: "job", of: { type: "job-acked" } }, is: { equals: 10 } },
      within: either,
    },
    {
      id: "paid-once",
      says: "What was done twice was charged once: every customer paid what was ordered.",
      check: { kind: "ledger", actual: "equals-expected" },
      within: either,
    },
    {
      id: "goes-on-without-it",
      says: "With three copies orders were accepted again before the dead server was back.",
      check: { kind: "figure", query: pause, is: { atMost: DOWN_MS - 1 } },
      within: { copies: [3] },
    },
    {
      id: "waits-for-it",
      says: "With one copy no order was accepted before the dead server was back.",
      check: { kind: "figure", query: pause, is: { atLeast: DOWN_MS } },
      within: { copies: [1] },
    },
  ],
  lesson: {
    picture: [{ column: [{ shape: "tube" }, { shape: "tube" }] }, { shape: "tube", is: "dead", full: true }],
    situation: [
      "Three servers work together, and the queue lies on all three. One of them, its leader, answers for the queue: it stores an order when one of the others has a copy too, and it gives the orders out.",
      "In the midst of the work the leader is killed. The two others live, and so do the shop and the workers.",
    ],
    tryFirst: "Commit your prediction, then press play. The run stops by itself when the leader dies.",
    prediction: {
      question: "How does it go on?",
      choices: [
        {
          id: "not",
          text: "Not at all, until the dead server is back",
          when: { query: pause, is: { atLeast: DOWN_MS } },
        },
        {
          id: "loss",
          text: "With a loss: what only the leader knew is gone",
          when: { query: { distinct: "job", of: { type: "job-acked" } }, is: { atMost: 9 } },
        },
        {
          id: "at-once",
          text: "Within a second, as if nothing had happened",
          when: { query: pause, is: { atMost: 1_000 } },
        },
        {
          id: "after-a-pause",
          text: "After some seconds in which nobody answers, and with nothing lost",
          when: { query: pause, is: { atMost: DOWN_MS - 1 } },
        },
      ],
    },
    decisive: {
      at: { type: "server-stopped" },
      says: "The leader is dead. The copies are there, but nobody may answer for the queue until the others have chosen.",
    },
    happened: [
      {
        text: "For {pause} no order was accepted. {accepted} of 10 were accepted in the end, {done} are done.",
        figures: {
          pause: { query: pause, as: "ms" },
          accepted: { query: { distinct: "job", of: { type: "job-stored" } } },
          done: { query: { distinct: "job", of: { type: "job-acked" } } },
        },
      },
      {
        text: "Orders given out a second time: {again}. Charges that came twice and were known by their key: {known}.",
        figures: {
          again: {
            query: { distinct: "job", of: { type: "job-delivered", where: { attempt: { atLeast: 2 } } } },
          },
          known: { query: { count: { type: "effect-deduplicated" } } },
        },
      },
    ],
    why: [
      "A message is confirmed when more than half of the servers have it. So two of three know all that was confirmed, whichever of them died. But they may not simply go on: each must be sure that the leader is dead and that the other agrees. That takes timeouts and a vote (the protocol is called Raft), and meanwhile a sender is told that nobody is there (503, no responders).",
      "Patient senders try again under the same id, for seconds, not milliseconds. Workers whose acknowledgement nobody heard have done their work; the order comes back and is done again, which the idempotency key makes harmless.",
      "With one copy the others have nothing to go on with: the queue is where its server is.",
      "What you see here in the tab is a model of that: the choice takes five seconds and nobody votes. On three real servers (--broker nats) it took from 3.1 to 8.2 seconds over 200 runs, and up to 9.4 until a sender had tried again; clients saw the same. Killing a process is what copies are good for; losing power everywhere at once, or a network that falls apart, is another matter.",
    ],
    next: { knob: "copies", value: 1, text: "Keep one copy, on one of the three servers, and kill that one." },
  },
};
