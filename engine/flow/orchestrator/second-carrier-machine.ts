import { assign, setup } from "xstate";
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
} from "../order/order.ts";
import { type CommandPolicy, defineFlow, type FlowDefinition, service } from "./definition.ts";

/**
 * The order, one step after the other. If the first carrier refuses the parcel, another one is asked after a while. So it has
 * what the lesson on restoring needs: a delay of its own, and a state that is entered twice.
 */
type Input = { readonly order: string; readonly amountCents: number };
type Context = Input & { readonly refusals: number; readonly cancelled: boolean };
type Service = ReturnType<typeof service<StepReply, Command>>;

/** The wait between a refusal and the request to another carrier. */
const CARRIER_REST_MS = 2_000;

const ACTIONS = ["reserve", "charge", "ship", "notify", "refund", "release"] as const satisfies readonly Action[];
type Used = (typeof ACTIONS)[number];

const told =
  (action: Action) =>
  ({ context: { order, amountCents } }: { readonly context: Context }): Command =>
    command(order, action, amountCents, true);

export const secondCarrierMachine = setup({
  types: {} as { context: Context; input: Input; output: OrderResult },
  actors: Object.fromEntries(ACTIONS.map((action) => [action, service()])) as { readonly [action in Used]: Service },
  guards: { wasFirst: ({ context }) => context.refusals === 0 },
  actions: { countRefusal: assign({ refusals: ({ context }) => context.refusals + 1 }) },
}).createMachine({
  id: "order",
  context: ({ input }) => ({ order: input.order, amountCents: input.amountCents, refusals: 0, cancelled: false }),
  initial: "reserving",
  states: {
    reserving: {
      invoke: { id: "reserve", src: "reserve", input: told("reserve"), onDone: "charging", onError: "cancelled" },
    },
    charging: {
      invoke: { id: "charge", src: "charge", input: told("charge"), onDone: "shipping", onError: "releasing" },
    },
    shipping: {
      invoke: {
        id: "ship",
        src: "ship",
        input: told("ship"),
        onDone: "notifying",
        onError: [{ guard: "wasFirst", target: "waiting", actions: "countRefusal" }, { target: "refunding" }],
      },
    },
    waiting: { description: "Waits before it asks another carrier.", after: { [CARRIER_REST_MS]: "shipping" } },
    notifying: {
      invoke: { id: "notify", src: "notify", input: told("notify"), onDone: "completed", onError: "completed" },
    },
    refunding: { invoke: { id: "refund", src: "refund", input: told("refund"), onDone: "releasing" } },
    releasing: { invoke: { id: "release", src: "release", input: told("release"), onDone: "cancelled" } },
    completed: { type: "final" },
    cancelled: { type: "final", entry: assign({ cancelled: true }) },
  },
  output: ({ context: { order, cancelled } }) => ({ order, outcome: cancelled ? "cancelled" : "completed" }) as const,
});

export const SECOND_CARRIER_FLOW = "second-carrier";

/** The machine as a durable flow; each step is tried until it is answered. */
export function secondCarrierFlow({ timeoutMs }: { readonly timeoutMs: number }): FlowDefinition {
  const policy = (action: Used): CommandPolicy => ({
    queue: QUEUE_OF[action],
    timeoutMs,
    tries: null,
    jobId: ({ flow, ordinal }) => commandJob(flow, action, ordinal),
    payload: ({ input }) => ({ ...readCommand(input) }),
    readReply: (payload) => {
      const reply = readStepReply(payload);
      return reply.done ? { done: true, output: { ...reply } } : { done: false, reason: reply.reason };
    },
  });
  return defineFlow({
    name: SECOND_CARRIER_FLOW,
    version: "1",
    machine: secondCarrierMachine,
    exampleInput: { order: "order-1", amountCents: 2_000 },
    commands: Object.fromEntries(ACTIONS.map((action) => [action, policy(action)])),
    outcomeOf: (output) => (output as OrderResult).outcome,
  });
}
