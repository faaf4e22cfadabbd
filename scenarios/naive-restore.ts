import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, flowQueues, flowWorkers, ORCHESTRATED, shop } from "./order-flow.ts";

const PARCELS = (order: string) =>
  ({ count: { type: "effect-applied", where: { effect: "ship", job: order } } }) as const;
const STALE = { count: { type: "reply-stale", where: { request: "order-1" } } } as const;
/** The wait for another carrier, not the timeout of an answer. */
const FIRED = { count: { type: "step-commanded", where: { flow: "order-2", step: "ship" } } } as const;

export const naiveRestore: ScenarioSource = {
  id: "naive-restore",
  title: "A snapshot is not enough",
  shows:
    "XState's snapshot, stored and restored: the timer that was running is gone, and an old answer is taken for a new one.",
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
      title: "XState's snapshot, restored as its page says",
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
      says: "order-2 waits for ever: the timer that was to wake it died with the process",
      check: {
        kind: "orders",
        damaged: { "order-2": ["paid-not-shipped", "stock-held", "stuck"] },
        others: "any",
      },
      variants: ["naive"],
    },
    {
      id: "stale-taken",
      says: "The first carrier's refusal of order-1, come a second time, is taken for the second carrier's",
      check: {
        kind: "orders",
        damaged: { "order-1": ["shipped-not-paid", "shipped-without-stock", "told-wrong"] },
        others: "any",
      },
      variants: ["naive"],
    },
    {
      id: "one-stale",
      says: "One answer closed a question that it does not answer",
      check: { kind: "figure", query: STALE, is: { equals: 1 } },
      variants: ["naive"],
    },
    {
      id: "all-right",
      says: "Both orders leave with the second carrier",
      check: { kind: "orders", damaged: {} },
      variants: [ORCHESTRATED],
    },
    {
      id: "woken",
      says: "order-2 is woken, though everybody was dead while it waited",
      check: { kind: "figure", query: FIRED, is: { equals: 2 } },
      variants: [ORCHESTRATED],
    },
    {
      id: "known-by-token",
      says: "The second refusal of order-1 is known by its token, recorded and dropped",
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
      "A statechart drives each order. When a carrier refuses the parcel, it waits for two seconds and asks another one. Whenever something changes, XState's snapshot is stored; after a restart an actor is created from it and started, as XState's page on persistence says.",
      "Both parcels are refused once. The shipping service dies between its refusal of order-1 and its ack, so its queue delivers the command again, and the refusal comes a second time: when the second carrier has been asked. And while order-2 waits for its second carrier, the process dies.",
    ],
    tryFirst: "Commit your prediction, then press play: the run pauses at the crash.",
    prediction: {
      question: "The snapshot of order-2 is stored, and restored a second later. What does order-2 do then?",
      choices: [
        {
          id: "goes-on",
          text: "It waits for the rest of its time, and asks the second carrier",
          when: { query: PARCELS("order-2"), is: { atLeast: 1 } },
        },
        { id: "waits", text: "It waits for ever", when: { query: PARCELS("order-2"), is: { equals: 0 } } },
      ],
    },
    decisive: {
      at: { type: "actor-crashed", where: { actor: "coordinator-1" } },
      says: "order-2 is stored as 'waiting'. The timer that was to end the wait is in no store.",
    },
    happened: [
      {
        text: "For order-2 {commands} carriers were asked, and {parcels} parcels left. For order-1 {stale} answers were taken for what they were not, and {money} refunds were made.",
        figures: {
          commands: { query: FIRED },
          parcels: { query: PARCELS("order-2") },
          stale: { query: STALE },
          money: { query: { count: { type: "effect-applied", where: { effect: "refund", job: "order-1" } } } },
        },
      },
    ],
    why: [
      "A snapshot says in which state a machine is. XState arms the timer of `after` when a state is entered; a restored machine does not enter its state, it is in it. Its invoked promises are started again, its timers are not: measured with XState 5.33, and held by a test.",
      "And an answer that names its step answers the step, not the visit. The state 'shipping' is entered twice; the first visit's refusal, come a second time, is taken for the second's. The money goes back while the parcel leaves.",
      "The orchestrator runs the same machine. It stores a deadline, which the server keeps, for each wait; and it gives each command a token, so that an answer says which command it answers.",
    ],
    next: { variant: ORCHESTRATED, text: "Run the same machine with the orchestrator." },
  },
};
