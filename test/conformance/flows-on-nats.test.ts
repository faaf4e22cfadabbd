import { afterAll, beforeAll, describe, test } from "vitest";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { SCENARIOS } from "../support/runs.ts";
import { holdsOnTheServer } from "./on-the-server.ts";

let server: NatsServer;
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(() => server.stop());

// Eight designs side by side, each with its coordinators and services as processes; they mostly wait for timeouts.
describe.concurrent("flows on a real server", () => {
  test.each(SCENARIOS.filter(({ flow }) => flow !== undefined).map(({ id }) => id))(
    "%s holds in every design",
    async (id) => {
      await holdsOnTheServer(id, server.url);
    },
  );
});
