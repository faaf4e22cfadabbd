import { test } from "vitest";
import { startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { runOnNats } from "./on-nats.ts";
import { runOnSim } from "./on-sim.ts";
import { runOnWasm } from "./on-wasm.ts";
import { BATCHES_OF_ALL_STREAMS as one } from "./protocol/batches.ts";

/** On servers of its own: it takes all batches that a server allows. */
test(`${one.id} ${one.title}, on sim`, () => runOnSim(one));

test(`${one.id} ${one.title}, on wasm`, () => runOnWasm(one));

test(`${one.id} ${one.title}, on nats`, async () => {
  const server = await startNatsServer();
  try {
    await runOnNats(server.url, one);
  } finally {
    await server.stop();
  }
});
