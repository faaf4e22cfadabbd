// A program of a user in TypeScript, over all entry points; the test compiles it strictly and runs what comes out.
/* oxlint-disable ackademy/banned */
import { answering, type Client, type Clock, connect, type Job, openLog, startRequester } from "ackademy";
import { defineFlow, openFlows, runFlows, service } from "ackademy/flow";
import { compareOutcomes, runScenario } from "ackademy/scenario";
import { inVirtualTime, type Simulation } from "ackademy/sim";
import { setup } from "xstate";

const machine = setup({
  types: {} as { context: { order: string }; input: { order: string } },
  actors: { charge: service<{ cents: number }, { order: string }>() },
}).createMachine({
  context: ({ input }) => ({ order: input.order }),
  initial: "charging",
  states: {
    charging: { invoke: { src: "charge", input: ({ context }) => context, onDone: "charged", onError: "failed" } },
    charged: { type: "final" },
    failed: { type: "final" },
  },
  output: ({ context }) => context,
});
const orders = defineFlow({
  name: "order",
  version: "1",
  machine,
  exampleInput: { order: "order-1" },
  commands: { charge: { queue: "charges", timeoutMs: 10_000, tries: 2 } },
});

/** One order from its request to its end, with a log beside it. */
async function sellOne(client: Client): Promise<string> {
  const charges = await client.queue({ name: "charges" });
  const charger = await charges.work(answering(client, async (job: Job) => ({ cents: 500, job: job.id })));
  const events = await client.queue({ name: "order-events" });
  const requests = await client.queue({ name: "orders" });
  const read = (payload: unknown) => ({ flow: "order-1", input: { order: String(payload) } });
  const starts = [{ queue: requests, definition: "order", read }];
  const orchestrator = await runFlows(client, { events, definitions: [orders], starts });
  const shop = await startRequester(client, { name: "shop" });
  const answer = await shop.request("orders", "request-1", "order-1", { timeoutMs: 20_000 });
  const flows = await openFlows(client, "order-events");
  const status = (await flows.query("order-1"))?.status ?? "unknown";
  const log = await openLog(client, { name: "sold" });
  await log.append({ id: "sold-1", key: "order-1", payload: answer.outcome });
  const entry = await new Promise<string>((tell) => {
    void log.read("billing", async (event) => tell(`${event.id} ${JSON.stringify(event.payload)}`));
  });
  await Promise.all([shop.stop(), orchestrator.stop(), charger.stop()]);
  return `${status}, ${entry}`;
}

async function hours(clock: Clock): Promise<number> {
  await clock.sleep(3_600_000);
  return Math.floor(clock.now() / 3_600_000);
}

// Each run begins with queues, flows and logs of its own.
const namespace = `typed-${process.pid}`;
const real = await connect({ servers: process.env["NATS_URL"] ?? "nats://127.0.0.1:4222", namespace });
console.log(`on a server: ${await sellOne(real)}`);
await real.close();
const simulated = async (sim: Simulation) => `${await sellOne(await sim.connect())}, ${await hours(sim.clock)} h`;
console.log(`in virtual time: ${await inVirtualTime(simulated, { limitMs: 7_200_000 })}`);
const outcomes = [await runScenario("crash-redelivery"), await runScenario("crash-redelivery", { seed: 2 })];
console.log(
  `scenario: ${outcomes.map(({ report }) => report.verdict).join(", ")}, ${compareOutcomes(outcomes).scenario}`,
);
