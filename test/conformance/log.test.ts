import { afterAll, beforeAll, describe, test } from "vitest";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { LOG_CASES } from "./cases.ts";
import { runOnNats } from "./on-nats.ts";
import { runOnSim } from "./on-sim.ts";
import { runOnWasm } from "./on-wasm.ts";

const NAMED = LOG_CASES.map((one) => [one.id, one.title, one] as const);

describe("log on sim", () => {
  test.each(NAMED)("%s %s", (_id, _title, one) => runOnSim(one));
});

describe("log on wasm", () => {
  test.each(NAMED)("%s %s", (_id, _title, one) => runOnWasm(one));
});

describe("log on nats", () => {
  let server: NatsServer;
  beforeAll(async () => {
    server = await startNatsServer();
  });
  afterAll(() => server.stop());

  test.each(NAMED)("%s %s", (_id, _title, one) => runOnNats(server.url, one));
});
