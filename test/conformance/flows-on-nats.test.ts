import { afterAll, beforeAll, describe } from "vitest";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { SCENARIOS } from "../support/runs.ts";
import { every, testSampled } from "../support/sampled.ts";
import { holdsOnTheServer } from "./on-the-server.ts";

let server: NatsServer;
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(() => server.stop());

// Eight designs side by side, each with its coordinators and services as processes; they mostly wait for timeouts.
describe.concurrent("flows on a real server", () => {
  const flows = SCENARIOS.filter(({ flow }) => flow !== undefined).map(({ id }) => [id] as const);
  testSampled(flows, every(4))("%s holds in every design", async (id) => {
    await holdsOnTheServer(id, server.url);
  });
});
