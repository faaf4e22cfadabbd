import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { ALWAYS, coordination, FLOW_QUEUES, flowWorkers, levels, ORCHESTRATED, shop } from "./order-flow.ts";

const effects = (effect: string) => ({ count: { type: "effect-applied", where: { effect, job: "order-2" } } }) as const;
const writes = { count: { type: "flow-state-saved", where: { where: "store" } } } as const;
const changes = { count: { type: "machine-state-changed" } } as const;
const timers = { count: { type: "timer-set" } } as const;
const orderTook = {
  elapsedMs: {
    from: { type: "request-sent", where: { request: "order-2" } },
    to: { type: "flow-ended", where: { flow: "order-2" } },
  },
} as const;

export const whatAnOrchestratorIs: ScenarioSource = {
  id: "what-an-orchestrator-is",
  title: "What is an orchestrator? The parts that a coordinator needs in the end",
  shows: "A reply is lost, and the coordinator crashes. What must be stored somewhere, so that the order goes on?",
  seed: 1,
  hopMs: 40,
  limitMs: 60_000,
  queues: FLOW_QUEUES,
  requesters: shop(3),
  workers: flowWorkers(),
  flow: coordination(),
  faults: [
    { kind: "wire", what: "lose", job: "reply-order-2-charge-1" },
    { kind: "crash", at: { job: "reply-order-2-reserve-1", point: "after-ack" } },
  ],
  knobs: [
    {
      kind: "choice",
      id: "timeout",
      title: "Timeout of a step",
      meaning: "How long a step may take before it is commanded again.",
      path: "flow.timeoutMs",
      options: [
        { value: 1_000, title: "1 s" },
        { value: 2_000, title: "2 s" },
        { value: 4_000, title: "4 s" },
      ],
    },
  ],
  variants: levels({ "nothing-lost": ALWAYS }).filter(({ id }) => id === "level-6" || id === ORCHESTRATED),
  claims: [
    {
      id: "right",
      says: "Every order comes out right.",
      check: { kind: "orders", damaged: {} },
      within: { timeout: [1_000, 2_000, 4_000] },
    },
    {
      id: "many-writes",
      says: "By hand, the coordinator writes more than 20 times for three orders.",
      check: { kind: "figure", query: writes, is: { atLeast: 21 } },
      variants: ["level-6"],
    },
    {
      id: "few-writes",
      says: "The orchestrator writes fewer than 20 times.",
      check: { kind: "figure", query: writes, is: { atMost: 19 } },
      variants: [ORCHESTRATED],
    },
  ],
  lesson: {
    variant: "level-6",
    picture: [{ shape: "coordinator" }, { sign: "restart" }, { shape: "orchestrator" }, { shape: "store" }],
    situation: [
      "The lessons before this one break a coordinator, and each adds a repair. This run has all of them, and three orders. The reply to the charge of order-2 is lost, and the coordinator crashes while it waits for it.",
      {
        text: "The coordinator is written by hand, at level 6. Its store has four parts: a row for each order, a deadline for each step, a list of what must be compensated, and an outbox of what must still be sent.",
        when: { query: changes, is: { equals: 0 } },
      },
      {
        text: "An orchestrator owns the orders. Its store has one record for each order: the state of a machine, with the commands and the deadlines that belong to this state.",
        when: { query: changes, is: { atLeast: 1 } },
      },
      {
        text: "A step that has no reply after {timeout} is overdue.",
        figures: { timeout: { setting: "flow.timeoutMs", as: "ms" } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses when the coordinator crashes.",
    prediction: {
      question: "What becomes of order-2?",
      choices: [
        {
          id: "twice",
          text: "It goes on, and the card is charged twice",
          when: [
            { query: effects("ship"), is: { atLeast: 1 } },
            { query: effects("charge"), is: { equals: 2 } },
          ],
        },
        {
          id: "stuck",
          text: "It stays where it was, and waits for ever",
          when: { query: effects("ship"), is: { equals: 0 } },
        },
        {
          id: "right",
          text: "It goes on, and the card is charged once",
          when: [
            { query: effects("ship"), is: { atLeast: 1 } },
            { query: effects("charge"), is: { equals: 1 } },
          ],
        },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "The coordinator has crashed. What it needs to go on is in its store, and not in its memory.",
    },
    segments: [
      {
        at: { type: "step-timed-out", where: { flow: "order-2" } },
        says: "The stored deadline has passed, so the charge is commanded again, with the same key.",
      },
    ],
    happened: [
      {
        text: "order-2 ended {took} after its request, and its card was charged {charges} times.",
        figures: { took: { query: orderTook, as: "ms" }, charges: { query: effects("charge") } },
      },
      {
        text: "For three orders there were {writes} writes to the store, and {timers} deadlines.",
        figures: { writes: { query: writes }, timers: { query: timers } },
      },
      {
        text: "Each of the {changes} changes of a machine's state was stored together with the commands that belong to it.",
        figures: { changes: { query: changes } },
        when: { query: changes, is: { atLeast: 1 } },
      },
    ],
    why: [
      "Put the four parts of level 6 together, and you have written an orchestrator. It knows the state of each flow, wakes up at stored deadlines, knows what to compensate, and sends what it has promised to send.",
      "A product does the same with one record for each flow. The lab's orchestrator stores the state of a machine. Temporal stores the history of events and runs your code again to find its place, so this code must take the same path each time. AWS Step Functions stores the state of a machine that you describe as data.",
      "An orchestrator does not make a service safe. The card is charged once because the repeated command carries the same idempotency key.",
    ],
    next: {
      variant: ORCHESTRATED,
      text: "Let an orchestrator own the same three orders, with the same faults.",
      prediction: {
        question: "How often does the orchestrator write to its store for the three orders?",
        choices: [
          { id: "few", text: "Under 20 times: all in one write", when: { query: writes, is: { atMost: 19 } } },
          {
            id: "same",
            text: "20 to 29 times: as the glue does",
            when: { query: writes, is: { atLeast: 20, atMost: 29 } },
          },
          { id: "many", text: "30 times or more: it stores more", when: { query: writes, is: { atLeast: 30 } } },
        ],
      },
    },
    challenge: {
      task: "Bring order-2 to its end within 4.9 seconds after its request, with fewer than 20 writes for the three orders.",
      checks: [
        {
          says: "order-2 ends within 4.9 seconds.",
          check: { kind: "figure", query: orderTook, is: { atLeast: 1, atMost: 4_900 } },
        },
        {
          says: "There are fewer than 20 writes to a store.",
          check: { kind: "figure", query: writes, is: { atLeast: 1, atMost: 19 } },
        },
        { says: "Every order comes out right.", check: { kind: "orders", damaged: {} } },
      ],
      hints: [
        "Level 6 writes each message before it sends it. Which design stores state and commands in one write?",
        "After the lost reply, nothing happens until the step is overdue.",
      ],
      solution: {
        variant: ORCHESTRATED,
        knobs: { timeout: 1_000 },
        text: "Let the orchestrator own the orders, and give each step one second. A shorter timeout repeats more commands, and the keys make this harmless.",
      },
      mistake: {
        variant: "level-6",
        knobs: { timeout: 1_000 },
        text: "The deadline is earlier, but the sweeper of level 6 only looks now and then, and there are too many writes.",
      },
    },
    remember: [
      "An orchestrator owns a flow: its state, its deadlines, its compensation and what it must still send.",
      "It stores these together, so a crash loses none of them.",
      "It repeats commands, so the services still need idempotency keys.",
    ],
    reading: [
      { title: "Workflows, in the Temporal documentation", url: "https://docs.temporal.io/workflows" },
      {
        title: "What is AWS Step Functions?",
        url: "https://docs.aws.amazon.com/step-functions/latest/dg/welcome.html",
      },
    ],
  },
};
