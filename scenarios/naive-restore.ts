import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, flowQueues, flowWorkers, ORCHESTRATED, shop } from "./order-flow.ts";

const PARCELS = (order: string) =>
  ({ count: { type: "effect-applied", where: { effect: "ship", job: order } } }) as const;
const STALE = { count: { type: "reply-stale", where: { request: "order-1" } } } as const;
/** From the coordinator's restart until a carrier is asked for order-2. */
const WAITED = {
  elapsedMs: {
    from: { type: "actor-started", where: { actor: "coordinator-1", incarnation: 2 } },
    to: { type: "step-commanded", where: { flow: "order-2", step: "ship" } },
  },
} as const;
const REFUNDS = { count: { type: "effect-applied", where: { effect: "refund", job: "order-1" } } } as const;
/** The wait for another carrier, not the timeout of an answer. */
const FIRED = { count: { type: "step-commanded", where: { flow: "order-2", step: "ship" } } } as const;

export const naiveRestore: ScenarioSource = {
  id: "naive-restore",
  title: "Snapshots and timers: a state machine is restored after a crash",
  shows: "XState's snapshot is stored, and restored after a crash. What does an order do that was waiting for a timer?",
  seed: 1,
  hopMs: 20,
  limitMs: 60_000,
  queues: flowQueues({ shipping: 2_400 }),
  requesters: shop(2, 4_000, { timeoutMs: 15_000 }),
  workers: flowWorkers({
    slow: { shipping: 800 },
    refuses: {
      shipping: [
        { order: "order-1", action: "ship", first: true },
        { order: "order-2", action: "ship", first: true },
      ],
    },
  }),
  flow: coordination({
    kind: "second-carrier",
    design: "naive-xstate",
    timeoutMs: 5_000,
    ask: { order: "order-2", atMs: 8_000 },
  }),
  faults: [
    // It has refused and dies before its ack: the command is delivered again, and refused again.
    { kind: "crash", at: { job: "order-1-ship", point: "before-ack" } },
    // The refusal is handled and stored: order-2 waits for its second carrier.
    { kind: "crash", at: { job: "reply-order-2-ship-1", point: "after-ack" } },
  ],
  variants: [
    {
      id: "naive",
      title: "XState's snapshot, restored as its documentation says",
      violates: ["flows-end", "orders-right", "replies-match"],
    },
    {
      id: ORCHESTRATED,
      title: "Orchestrated: deadlines are stored, and each command has a token",
      set: { "flow.design": ORCHESTRATED },
    },
  ],
  claims: [
    {
      id: "timer-gone",
      says: "order-2 waits for ever: its timer was lost with the process.",
      check: {
        kind: "orders",
        damaged: { "order-2": ["paid-not-shipped", "stock-held", "stuck"] },
        others: "any",
      },
      variants: ["naive"],
    },
    {
      id: "stale-taken",
      says: "The first carrier's refusal of order-1 arrives twice, and is taken for the second carrier's.",
      check: {
        kind: "orders",
        damaged: { "order-1": ["shipped-not-paid", "shipped-without-stock", "told-wrong"] },
        others: "any",
      },
      variants: ["naive"],
    },
    {
      id: "one-stale",
      says: "One reply closed a request that it does not belong to.",
      check: { kind: "figure", query: STALE, is: { equals: 1 } },
      variants: ["naive"],
    },
    {
      id: "all-right",
      says: "Both orders leave with the second carrier.",
      check: { kind: "orders", damaged: {} },
      variants: [ORCHESTRATED],
    },
    {
      id: "woken",
      says: "order-2 goes on, although the coordinator was down while it waited.",
      check: { kind: "figure", query: FIRED, is: { equals: 2 } },
      variants: [ORCHESTRATED],
    },
    {
      id: "known-by-token",
      says: "The second refusal of order-1 is recognised by its token, recorded and dropped.",
      check: {
        kind: "figure",
        query: { count: { type: "reply-duplicate", where: { request: "order-1" } } },
        is: { equals: 1 },
      },
      variants: [ORCHESTRATED],
    },
  ],
  lesson: {
    picture: [{ shape: "store" }, { shape: "coordinator" }, { sign: "clock" }, { shape: "missing" }],
    situation: [
      "A statechart drives each order. When a carrier refuses the parcel, it waits two seconds and asks another carrier. After each change XState's snapshot is stored. After a restart, an actor is created from it and started, as XState's documentation says.",
      "Both parcels are refused once. The shipping service crashes between its refusal of order-1 and its ack. So the command is delivered again, and the refusal comes a second time, after the second carrier has been asked. And while order-2 waits for its second carrier, the coordinator crashes.",
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses at the crash.",
    prediction: {
      question: "The snapshot of order-2 is restored a second later. What does order-2 do then?",
      choices: [
        {
          id: "waits",
          text: "It never asks the second carrier",
          when: { query: PARCELS("order-2"), is: { equals: 0 } },
        },
        {
          id: "at-once",
          text: "It asks the second carrier at once",
          when: [
            { query: PARCELS("order-2"), is: { atLeast: 1 } },
            { query: WAITED, is: { atMost: 200 } },
          ],
        },
        {
          id: "goes-on",
          text: "It asks the second carrier in time",
          when: [
            { query: PARCELS("order-2"), is: { atLeast: 1 } },
            { query: WAITED, is: { atLeast: 201 } },
          ],
        },
      ],
    },
    decisive: {
      at: { type: "actor-crashed", where: { actor: "coordinator-1" } },
      says: "order-2 is stored in the state 'waiting'. Is the timer that ends the wait stored, too?",
    },
    happened: [
      {
        text: "For order-2, {commands} carriers were asked, and {parcels} parcels left.",
        figures: { commands: { query: FIRED }, parcels: { query: PARCELS("order-2") } },
      },
      {
        text: "For order-1, {stale} reply was taken for the reply to another command, and {money} refund was made although the parcel left.",
        figures: { stale: { query: STALE }, money: { query: REFUNDS } },
        when: { query: STALE, is: { atLeast: 1 } },
      },
      {
        text: "For order-1, the second refusal was recognised by its token and dropped.",
        when: { query: { count: { type: "reply-duplicate", where: { request: "order-1" } } }, is: { atLeast: 1 } },
      },
    ],
    why: [
      "A snapshot says in which state a machine is. XState starts the timer of `after` when a state is entered. A restored machine does not enter its state, it is in it. XState starts its invoked promises again, but not its timers (measured with XState 5.33, and checked by a test).",
      "And a reply that names its step answers the step, not the visit. The machine enters the state 'shipping' twice. The refusal of the first visit arrives a second time and is taken for the reply to the second visit. The money is refunded while the parcel leaves.",
      "The orchestrator runs the same machine. It stores a deadline, which the server keeps, for each wait. It gives each command a token, so that a reply says which command it answers.",
    ],
    next: { variant: ORCHESTRATED, text: "Run the same machine with the orchestrator." },
  },
};
