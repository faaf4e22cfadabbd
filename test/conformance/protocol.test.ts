import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { runOnNats } from "./on-nats.ts";
import { runOnSim } from "./on-sim.ts";
import { runOnOneWasm } from "./on-wasm.ts";
import { PROTOCOL_CASES } from "./protocol/cases.ts";
import { type Outcome, sideBySide } from "./side-by-side.ts";

/** What goes over the wire, compared literally: the same cases on every broker. */
function eachCase(run: Outcome): void {
  test.each(PROTOCOL_CASES.map((one) => [one.id, one.title, one] as const))("%s %s", (_id, _title, one) => run(one));
}

describe("protocol on sim", () => eachCase((one) => runOnSim(one)));
describe("protocol on wasm", () => eachCase(runOnOneWasm()));

describe("protocol on nats", () => {
  let server: NatsServer;
  let outcome: Outcome;
  // Not before it is their turn: while a virtual run lends the client its globals, nothing else may use them.
  beforeAll(async () => {
    server = await startNatsServer();
    outcome = sideBySide(PROTOCOL_CASES, (one) => runOnNats(server.url, one));
  });
  afterAll(() => server.stop());
  eachCase((one) => outcome(one));
});

test("no two cases share an id", () => {
  const ids = PROTOCOL_CASES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
