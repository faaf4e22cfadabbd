import { assign, setup } from "xstate";
import type { JsonValue } from "../../kernel/json.ts";
import { QUEUE_OF, type OrderResult } from "../order/order.ts";
import { defineFlow, type FlowDefinition, service } from "./definition.ts";

/** A job with a single step, as a machine: shows what an orchestrator costs where it is not needed. */
type Job = { readonly order: string; readonly amountCents: number };

const machine = setup({
  types: {} as { context: Job & { readonly failed: boolean }; input: Job; output: OrderResult },
  actors: { charge: service<JsonValue, Job>() },
}).createMachine({
  id: "job",
  context: ({ input }) => ({ order: input.order, amountCents: input.amountCents, failed: false }),
  initial: "charging",
  states: {
    charging: {
      description: "The payment provider charges the card.",
      invoke: {
        id: "charge",
        src: "charge",
        input: ({ context: { order, amountCents } }) => ({ order, amountCents }),
        onDone: "done",
        onError: { target: "done", actions: assign({ failed: true }) },
      },
    },
    done: { type: "final" },
  },
  output: ({ context: { order, failed } }) => ({ order, outcome: failed ? "cancelled" : "completed" }) as const,
});

export const ONE_STEP_FLOW = "one-step";

/** The job as a durable flow. */
export function oneStepFlow({
  timeoutMs,
  tries,
}: {
  readonly timeoutMs: number;
  readonly tries: number;
}): FlowDefinition {
  return defineFlow({
    name: ONE_STEP_FLOW,
    version: "1",
    machine,
    exampleInput: { order: "job-1", amountCents: 2_000 },
    commands: { charge: { queue: QUEUE_OF.charge, timeoutMs, tries } },
    outcomeOf: (output) => (output as OrderResult).outcome,
  });
}
