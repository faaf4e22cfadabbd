import type { ScenarioSource } from "../engine/scenario/schema.ts";

const either = { copies: [1, 3], down: { atLeast: 3_000 } };
/** Longer than three real servers have ever taken to choose another leader, and a sender to try again: 9.4 s. */
const DOWN_MS = 12_000;
/** From the leader's end until the last order was accepted. */
const pause = { elapsedMs: { from: { type: "server-stopped" }, to: { type: "job-stored" } } } as const;
const done = { distinct: "job", of: { type: "job-acked" } } as const;
const again = { distinct: "job", of: { type: "job-delivered", where: { attempt: { atLeast: 2 } } } } as const;
const known = { count: { type: "effect-deduplicated" } } as const;
/** Names of servers, and 'none' for a while. */
const leaders = { distinct: "leader", of: { type: "leader-seen" } } as const;

export const leaderDies: ScenarioSource = {
  id: "leader-dies",
  title: "Replication: the leader of three servers is killed",
  shows:
    "Three servers hold a copy of the queue each. The one that answers for the queue is killed. How does it go on?",
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
      meaning: "On how many of the three servers the queue is stored (the stream's replicas).",
      path: "queues.orders.replicas",
      options: [
        { value: 3, title: "three, one on each server" },
        { value: 1, title: "one" },
      ],
    },
    {
      kind: "number",
      id: "down",
      title: "The killed server is away",
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
      says: "One server was killed, and no worker and no sender crashed.",
      check: {
        kind: "figure",
        query: { count: { type: ["server-stopped", "actor-crashed"] } },
        is: { equals: 1 },
      },
      within: either,
    },
    {
      id: "all-accepted",
      says: "Every order was accepted in the end: an unconfirmed order was sent again under the same id.",
      check: { kind: "figure", query: { distinct: "job", of: { type: "job-stored" } }, is: { equals: 10 } },
      within: either,
    },
    {
      id: "all-done",
      says: "No accepted order is lost: every order is done.",
      check: { kind: "figure", query: { distinct: "job", of: { type: "job-acked" } }, is: { equals: 10 } },
      within: either,
    },
    {
      id: "paid-once",
      says: "A job that was done twice was charged once: every customer paid what was ordered.",
      check: { kind: "ledger", actual: "equals-expected" },
      within: either,
    },
    {
      id: "goes-on-without-it",
      says: "With three copies, orders were accepted before the killed server was back.",
      check: { kind: "figure", query: pause, is: { atMost: DOWN_MS - 1 } },
      within: { copies: [3] },
    },
    {
      id: "waits-for-it",
      says: "With one copy, no order was accepted before the killed server was back.",
      check: { kind: "figure", query: pause, is: { atLeast: DOWN_MS } },
      within: { copies: [1] },
    },
  ],
  lesson: {
    picture: [{ column: [{ shape: "tube" }, { shape: "tube" }] }, { shape: "tube", is: "dead", full: true }],
    situation: [
      {
        text: "Three servers work together, and {copies} of them store the queue. One of these, its leader, answers for the queue: it confirms an order when more than half of the copies have it, and it delivers the orders.",
        figures: { copies: { setting: "queues.orders.replicas" } },
      },
      {
        text: "While orders come in, the leader is killed. It would be back after {down}. The two other servers live, and so do the shop and the workers.",
        figures: { down: { setting: "faults.0.downMs", as: "ms" } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses when the leader is killed.",
    prediction: {
      question: "How do the shop's orders go on?",
      choices: [
        {
          id: "not",
          text: "They wait until the killed server is back",
          when: [
            { query: leaders, is: { atMost: 2 } },
            { query: done, is: { equals: 10 } },
          ],
        },
        {
          id: "at-once",
          text: "Another server goes on within a second",
          when: [
            { query: leaders, is: { atLeast: 3 } },
            { query: done, is: { equals: 10 } },
            { query: pause, is: { atMost: 1_000 } },
          ],
        },
        {
          id: "after-a-pause",
          text: "Another server goes on after some seconds",
          when: [
            { query: leaders, is: { atLeast: 3 } },
            { query: done, is: { equals: 10 } },
            { query: pause, is: { atLeast: 1_001 } },
          ],
        },
        {
          id: "loss",
          text: "Some are lost: only the leader had them",
          when: { query: done, is: { atMost: 9 } },
        },
      ],
    },
    decisive: {
      at: { type: "server-stopped" },
      says: "The leader is killed. The copies are there, but no server may answer for the queue until the others have elected a new leader.",
    },
    happened: [
      {
        text: "{accepted} of 10 orders were accepted, the last of them {pause} after the kill. {done} are done.",
        figures: {
          pause: { query: pause, as: "ms" },
          accepted: { query: { distinct: "job", of: { type: "job-stored" } } },
          done: { query: done },
        },
      },
      {
        text: "{again} orders were delivered again. The payment provider recognised {known} repeated charges by their key.",
        figures: { again: { query: again }, known: { query: known } },
        when: { query: again, is: { atLeast: 1 } },
      },
    ],
    why: [
      "A message is confirmed when more than half of the servers have it. So any two of three know all that was confirmed. But they may not simply go on: each must be sure that the leader is dead and that the other one agrees. This takes timeouts and a vote (the protocol is called Raft). Meanwhile a sender is told that nobody is there (503, no responders).",
      "Patient senders try again under the same id, for seconds, not milliseconds. A worker whose acknowledgement was not heard has done its work. The order is delivered and done again, and the idempotency key makes this harmless.",
      "With one copy the other servers have nothing to go on with: the queue is where its server is.",
      "The simulated cluster is a model: the election takes five seconds, and nobody votes. On three real servers (--broker nats) it took 3.1 to 8.2 seconds over 200 runs, and up to 9.4 seconds until a sender had tried again. Copies help when one process or one machine dies. They do not help when all of them lose power at once before the data is on disk (see the lesson on durability).",
    ],
    next: { knob: "copies", value: 1, text: "Keep one copy, on one of the three servers, and kill that server." },
  },
};
