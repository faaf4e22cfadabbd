import { expect, test } from "vitest";
import { RawClient, RawSim } from "./raw.ts";

// What any NATS server does is held on all brokers, in test/conformance/protocol; this is the simulated server's own.

test("operations come in any chunking (P1)", () => {
  const { client } = new RawSim();
  for (const unit of "SUB a 1\r\nHPUB a r 18 20\r\nNATS/1.0\r\nA: b\r\n\r\nhi\r\nPING\r\n") client.write(unit);
  expect(client.messages).toEqual([
    { subject: "a", sid: "1", reply: "r", headers: "NATS/1.0\r\nA: b\r\n\r\n", data: "hi" },
  ]);
  expect(client.lines).toContain("PONG");
});

test("after a fault nothing more is handed on (P2)", () => {
  const { server, client } = new RawSim();
  const other = new RawClient(server);
  other.subscribe("a");
  client.write("FOO\r\nPUB a 1\r\nx\r\nPING\r\n");
  expect(client.isClosed).toBe(true);
  expect(client.lines.slice(1)).toEqual(["-ERR 'Unknown Protocol Operation'"]);
  expect(other.messages).toEqual([]);
});

test("a bare line feed is tolerated", () => {
  const { client } = new RawSim();
  client.write("ping\n");
  expect(client.lines).toContain("PONG");
});

test("of a queue group the members take turns (X3)", () => {
  const { server } = new RawSim();
  const members = [new RawClient(server), new RawClient(server), new RawClient(server)];
  for (const member of members) member.subscribe("jobs", "workers");
  const watcher = new RawClient(server);
  for (let i = 0; i < 6; i++) watcher.publish("jobs", String(i));
  expect(members.map((member) => member.messages.length)).toEqual([2, 2, 2]);
});

test("a client that left hears nothing and answers nothing (N1)", () => {
  const { server, client } = new RawSim();
  const service = new RawClient(server);
  service.subscribe("svc");
  service.leave();
  expect(client.request("svc")?.headers).toContain("503");
  expect(service.messages).toEqual([]);
});
