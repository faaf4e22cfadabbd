import { assign, setup } from "xstate";
import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../../../engine/clock/clock.ts";
import { openFlowClient } from "../../../engine/flow/orchestrator/client.ts";
import { declareOrchestrator } from "../../../engine/flow/orchestrator/declare.ts";
import { defineFlow, service } from "../../../engine/flow/orchestrator/definition.ts";
import { startOrchestrator } from "../../../engine/flow/orchestrator/orchestrator.ts";
import { createRegistry } from "../../../engine/flow/orchestrator/registry.ts";
import type { QueueConfig } from "../../../engine/queue/names.ts";

const machine = setup({
  types: {} as { context: { invoice: string; paid: boolean }; input: { invoice: string } },
  actors: { remind: service<{ paid: boolean }, { invoice: string }>() },
}).createMachine({
  context: ({ input }) => ({ invoice: input.invoice, paid: false }),
  initial: "waiting",
  states: {
    waiting: {
      after: { 600_000: "reminding" },
      on: { PAID: { target: "closed", actions: assign({ paid: true }) } },
    },
    reminding: {
      invoke: {
        src: "remind",
        input: ({ context }) => ({ invoice: context.invoice }),
        onDone: "waiting",
        onError: "waiting",
      },
      on: { PAID: { target: "closed", actions: assign({ paid: true }) } },
    },
    closed: { type: "final" },
  },
  output: ({ context }) => ({ invoice: context.invoice, paid: context.paid }),
});
const commands = { remind: { queue: "mail", timeoutMs: 30_000, tries: 3 } };
const invoices = defineFlow({ name: "invoice", version: "1", machine, exampleInput: { invoice: "i-1" }, commands });

/** `events` and the queue `mail` have been declared with `declareQueue`; something works behind `mail`. */
export async function remindOfInvoices(connection: NatsConnection, clock: Clock, events: QueueConfig) {
  await declareOrchestrator(connection, events);
  const orchestrator = await startOrchestrator({ connection, clock, events, registry: createRegistry([invoices]) });
  const client = await openFlowClient({ connection, events });
  await client.start("invoice", "i-42", { invoice: "i-42" });
  return { orchestrator, client };
}
