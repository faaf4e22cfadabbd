import { type AnyStateMachine, assign, setup } from "xstate";
import {
  type Action,
  type Command,
  command,
  commandJob,
  type OrderResult,
  QUEUE_OF,
  readCommand,
  readStepReply,
  type StepReply,
  type Undo,
} from "../order/order.ts";
import { type CommandPolicy, defineFlow, type FlowDefinition, service, type StepError } from "./definition.ts";

/** The order that the shop requests. */
export type OrderInput = { readonly order: string; readonly amountCents: number };

export type OrderContext = OrderInput & {
  /** The compensations if the order cannot be completed, the last step's first; for steps that are done or may be done. */
  readonly undo: readonly Undo[];
  /** Why it is being compensated; null while it is not. */
  readonly because: string | null;
};

type OrderEvent =
  /** The customer has cancelled. */
  | { readonly type: "CANCEL" }
  /** A person's request: try the compensation again. */
  | { readonly type: "RETRY" }
  /** A person's report: the compensation was done by hand. */
  | { readonly type: "SETTLED" };

type Service = ReturnType<typeof service<StepReply, Command>>;
const SERVICES: { readonly [action in Action]: Service } = {
  reserve: service(),
  check: service(),
  charge: service(),
  ship: service(),
  notify: service(),
  release: service(),
  refund: service(),
  recall: service(),
  apologize: service(),
};

/** Always with idempotency keys: a try that seemed lost may be executed after all. */
export const told =
  (action: Action) =>
  ({ context: { order, amountCents } }: { readonly context: OrderContext }): Command =>
    command(order, action, amountCents, true);

const errorOf = (event: unknown) => (event as { readonly error: StepError }).error;

/** The common setup of all versions of the order. */
export const orderSetup = setup({
  types: {} as { context: OrderContext; input: OrderInput; events: OrderEvent; output: OrderResult },
  actors: SERVICES,
  guards: {
    /** A refusal of the only try has changed nothing. After a second try, the first may have been executed. */
    changedNothing: ({ event }) => errorOf(event).kind === "refused" && errorOf(event).tries === 1,
    nextIs: ({ context }, undo: Undo) => context.undo[0] === undo,
  },
  actions: {
    mustUndo: assign({ undo: ({ context }, undo: Undo) => [undo, ...context.undo] }),
    undone: assign({ undo: ({ context }) => context.undo.slice(1) }),
    noteWhy: assign({
      because: ({ event }, step: Action) => {
        const error = errorOf(event);
        if (error.kind === "timed-out") return `${step} was not answered in time`;
        return `${step} ${error.kind === "refused" ? "was refused" : "failed"}: ${error.reason}`;
      },
    }),
    customerCancelled: assign({ because: "the customer cancelled" }),
  },
});

/** The statechart of an order, also for pictures. */
export const orderMachine = orderSetup.createMachine({
  id: "order",
  description: "One order, from the customer's click to a shipped parcel, or fully compensated.",
  context: ({ input }) => ({ order: input.order, amountCents: input.amountCents, undo: [], because: null }),
  initial: "reserving",
  states: {
    reserving: {
      description: "The warehouse reserves the goods.",
      invoke: {
        id: "reserve",
        src: "reserve",
        input: told("reserve"),
        onDone: { target: "charging", actions: { type: "mustUndo", params: "release" } },
        onError: [
          {
            guard: "changedNothing",
            target: "cancelling",
            description: "The warehouse refused.",
            actions: { type: "noteWhy", params: "reserve" },
          },
          {
            target: "cancelling",
            description: "It may have been done: compensate it to be sure.",
            actions: [
              { type: "noteWhy", params: "reserve" },
              { type: "mustUndo", params: "release" },
            ],
          },
        ],
      },
      on: {
        CANCEL: {
          target: "cancelling",
          description: "The current step may still be done: compensate it too.",
          actions: ["customerCancelled", { type: "mustUndo", params: "release" }],
        },
      },
    },
    charging: {
      description: "The payment provider charges the card.",
      invoke: {
        id: "charge",
        src: "charge",
        input: told("charge"),
        onDone: { target: "fulfilling", actions: { type: "mustUndo", params: "refund" } },
        onError: [
          {
            guard: "changedNothing",
            target: "cancelling",
            description: "The card was declined.",
            actions: { type: "noteWhy", params: "charge" },
          },
          {
            target: "cancelling",
            description: "The card may have been charged: refund it to be sure.",
            actions: [
              { type: "noteWhy", params: "charge" },
              { type: "mustUndo", params: "refund" },
            ],
          },
        ],
      },
      on: {
        CANCEL: {
          target: "cancelling",
          description: "The current step may still be done: compensate it too.",
          actions: ["customerCancelled", { type: "mustUndo", params: "refund" }],
        },
      },
    },
    fulfilling: {
      type: "parallel",
      description: "Ships the parcel and notifies the customer, in parallel. The order can no longer be cancelled.",
      states: {
        parcel: {
          initial: "shipping",
          states: {
            shipping: {
              description: "The carrier takes the parcel.",
              invoke: {
                id: "ship",
                src: "ship",
                input: told("ship"),
                onDone: { target: "shipped", actions: { type: "mustUndo", params: "recall" } },
                onError: [
                  {
                    guard: "changedNothing",
                    target: "#order.cancelling",
                    description: "The carrier refused. The mail may have been sent: apologize for it.",
                    actions: [
                      { type: "noteWhy", params: "ship" },
                      { type: "mustUndo", params: "apologize" },
                    ],
                  },
                  {
                    target: "#order.cancelling",
                    description: "The parcel may have been shipped: recall it to be sure.",
                    actions: [
                      { type: "noteWhy", params: "ship" },
                      { type: "mustUndo", params: "apologize" },
                      { type: "mustUndo", params: "recall" },
                    ],
                  },
                ],
              },
            },
            shipped: { type: "final", description: "The parcel is shipped." },
          },
        },
        mail: {
          initial: "notifying",
          states: {
            notifying: {
              description: "The customer gets a mail.",
              invoke: {
                id: "notify",
                src: "notify",
                input: told("notify"),
                onDone: "notified",
                onError: "notNotified",
              },
            },
            notified: { type: "final", description: "The customer knows." },
            notNotified: {
              type: "final",
              description: "The customer got no mail; the order goes on without it.",
            },
          },
        },
      },
      onDone: { target: "completed" },
    },
    cancelling: {
      tags: "compensating",
      description: "Compensates what was or may have been done, in reverse order; each step until it is answered.",
      initial: "choosing",
      states: {
        choosing: {
          description: "Chooses the next compensation.",
          always: [
            { guard: { type: "nextIs", params: "recall" }, target: "recalling" },
            { guard: { type: "nextIs", params: "apologize" }, target: "apologizing" },
            { guard: { type: "nextIs", params: "refund" }, target: "refunding" },
            { guard: { type: "nextIs", params: "release" }, target: "releasing" },
            { target: "undone" },
          ],
        },
        recalling: {
          description: "The parcel is recalled.",
          invoke: {
            id: "recall",
            src: "recall",
            input: told("recall"),
            onDone: { target: "choosing", actions: "undone" },
            onError: "needsAPerson",
          },
        },
        apologizing: {
          description: "The customer gets a second mail that revokes the first.",
          invoke: {
            id: "apologize",
            src: "apologize",
            input: told("apologize"),
            onDone: { target: "choosing", actions: "undone" },
            onError: "needsAPerson",
          },
        },
        refunding: {
          description: "The money is refunded.",
          invoke: {
            id: "refund",
            src: "refund",
            input: told("refund"),
            onDone: { target: "choosing", actions: "undone" },
            onError: "needsAPerson",
          },
        },
        releasing: {
          description: "The goods are released.",
          invoke: {
            id: "release",
            src: "release",
            input: told("release"),
            onDone: { target: "choosing", actions: "undone" },
            onError: "needsAPerson",
          },
        },
        needsAPerson: {
          tags: "stuck",
          description: "A service refused a compensation: a person tries again, or does it by hand and reports it.",
          on: { RETRY: { target: "choosing" }, SETTLED: { target: "choosing", actions: "undone" } },
        },
        undone: { type: "final", description: "Everything is compensated." },
      },
      onDone: { target: "cancelled" },
    },
    completed: { type: "final", description: "The parcel is shipped and paid for." },
    cancelled: { type: "final", description: "Fully compensated; at most two mails remain." },
  },
  output: ({ context }) => ({
    order: context.order,
    outcome: context.because === null ? ("completed" as const) : ("cancelled" as const),
  }),
});

export const ORDER_FLOW = "order";

export type OrderFlowOptions = {
  /** How long one try of a step waits for its reply, milliseconds. */
  readonly timeoutMs: number;
  /** The number of tries of a step; a compensation is tried until it is answered. */
  readonly tries: number;
  /** The queue of each action's service. */
  readonly queues?: Readonly<Record<Action, string>>;
};

/** The order as a durable flow. */
export function orderFlow(options: OrderFlowOptions): FlowDefinition {
  return orderDefinition("1", orderMachine, options);
}

/** One version of the order as a durable flow. */
export function orderDefinition(
  version: string,
  machine: AnyStateMachine,
  { timeoutMs, tries, queues = QUEUE_OF }: OrderFlowOptions,
): FlowDefinition {
  const policyOf = (action: Action, times: number | null): CommandPolicy => ({
    queue: queues[action],
    timeoutMs,
    tries: times,
    jobId: ({ flow, ordinal }) => commandJob(flow, action, ordinal),
    payload: ({ input }) => ({ ...readCommand(input) }),
    readReply: (payload) => {
      const reply = readStepReply(payload);
      return reply.done ? { done: true, output: { ...reply } } : { done: false, reason: reply.reason };
    },
  });
  return defineFlow<AnyStateMachine>({
    name: ORDER_FLOW,
    version,
    machine,
    exampleInput: { order: "order-1", amountCents: 2_000 },
    commands: {
      reserve: policyOf("reserve", tries),
      check: policyOf("check", tries),
      charge: policyOf("charge", tries),
      ship: policyOf("ship", tries),
      notify: policyOf("notify", tries),
      release: policyOf("release", null),
      refund: policyOf("refund", null),
      recall: policyOf("recall", null),
      apologize: policyOf("apologize", null),
    },
    outcomeOf: (output) => (output as OrderResult).outcome,
    compensationOf: ({ because, undo }: OrderContext) => ({ because: because ?? "", undo }),
    stuckBecause: ({ undo }: OrderContext) => `${undo[0] ?? "undoing"} was refused: a person must repair it`,
  });
}
