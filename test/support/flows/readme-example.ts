import { assign, setup } from "xstate";
import type { Client } from "../../../engine/index.ts";
import { defineFlow, openFlows, runFlows, service } from "../../../engine/package/flow.ts";

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

/** The queue `mail` has been declared, and a worker behind it answers (`answering`). */
export async function remindOfInvoices(client: Client) {
  const events = await client.queue({ name: "invoice-events" });
  const orchestrator = await runFlows(client, { events, definitions: [invoices] });
  const flows = await openFlows(client, "invoice-events");
  await flows.start("invoice", "i-42", { invoice: "i-42" });
  return { orchestrator, flows };
}
