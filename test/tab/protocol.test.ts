import { expect, test } from "vitest";
import { RawClient, RawTab } from "./raw.ts";

const pong = (client: RawClient) => client.lines.includes("PONG");

test("the greeting says what the clients ask for", () => {
  const { client } = new RawTab();
  const info = JSON.parse((client.lines[0] as string).slice("INFO ".length)) as object;
  expect(info).toMatchObject({ version: "2.15.1", headers: true, max_payload: 1_048_576, proto: 1, jetstream: true });
});

test("operations come in any chunking (P1)", () => {
  const { client } = new RawTab();
  for (const unit of "SUB a 1\r\nHPUB a r 18 20\r\nNATS/1.0\r\nA: b\r\n\r\nhi\r\nPING\r\n") client.write(unit);
  expect(client.messages).toEqual([
    { subject: "a", sid: "1", reply: "r", headers: "NATS/1.0\r\nA: b\r\n\r\n", data: "hi" },
  ]);
  expect(pong(client)).toBe(true);
});

test.each([
  ["FOO\r\n", "-ERR 'Unknown Protocol Operation'"],
  ["PUB a 2\r\nhixx\r\n", "-ERR 'Unknown Protocol Operation'"],
  ["PUB a 2000000\r\n", "-ERR 'Maximum Payload Violation'"],
  [`PUB ${"a".repeat(5000)} 1\r\nx\r\n`, "-ERR 'maximum control line exceeded'"],
  ['CONNECT {"verbose":false,"no_responders":true}\r\n', "-ERR 'no responders requires headers support'"],
  ["PUB a x\r\n", undefined],
  ["PUB a\r\n", undefined],
  ["PUB a b c 1\r\n", undefined],
  ["HPUB a 12 5\r\nxxxxx\r\n", undefined],
  ["SUB a\r\n", undefined],
  ["CONNECT {x\r\n", undefined],
])("%j ends the connection (P2)", (text, error) => {
  const { client } = new RawTab();
  client.write(text);
  client.write("PING\r\n");
  expect(client.isClosed).toBe(true);
  expect(client.lines.slice(1)).toEqual(error === undefined ? [] : [error]);
});

test.each(["SUB a..b 1\r\n", "SUB a.>.b 1\r\n"])("%j is refused and the connection lives on", (text) => {
  const { client } = new RawTab();
  client.write(`${text}PING\r\n`);
  expect(client.lines.slice(1)).toEqual(["-ERR 'Invalid Subject'", "PONG"]);
});

test("case, blanks, tabs and a bare line feed are tolerated", () => {
  const { client } = new RawTab();
  client.write("sub  a\t 1 \r\npub   a  1 \r\nx\r\nping\n");
  expect(client.messages.map(({ data }) => data)).toEqual(["x"]);
  expect(pong(client)).toBe(true);
});

test("verbose confirms each operation, and pedantic names bad subjects", () => {
  const { server } = new RawTab();
  const client = new RawClient(server, 'CONNECT {"verbose":true}\r\n');
  client.write("SUB a.* 1\r\nPUB a.* 2\r\nhi\r\nUNSUB 1\r\n");
  expect(client.lines.slice(1)).toEqual(["+OK", "+OK", "-ERR 'Invalid Publish Subject'", "+OK", "+OK"]);
  expect(client.messages).toHaveLength(1);
});

test("text beyond ASCII survives", () => {
  const { server } = new RawTab();
  const client = new RawClient(server);
  client.subscribe("größe");
  const data = "日本";
  client.write(`PUB größe ${new TextEncoder().encode(data).length}\r\n${data}\r\n`);
  expect(client.messages[0]).toMatchObject({ subject: "größe", data });
});

test("an unsubscription with a maximum counts what came before it (N3)", () => {
  const { client } = new RawTab();
  client.write("SUB a 1\r\nPUB a 1\r\n1\r\nUNSUB 1 2\r\nPUB a 1\r\n2\r\nPUB a 1\r\n3\r\n");
  client.write("SUB b 2\r\nPUB b 1\r\n4\r\nUNSUB 2 1\r\nPUB b 1\r\n5\r\nUNSUB 77\r\n");
  expect(client.messages.map(({ data }) => data)).toEqual(["1", "2", "4"]);
});

test("a second subscription with the same id changes nothing", () => {
  const { client } = new RawTab();
  client.write("SUB a 1\r\nSUB b 1\r\nPUB b 1\r\nx\r\nPUB a 1\r\ny\r\n");
  expect(client.messages.map(({ data }) => data)).toEqual(["y"]);
});

test("without echo a client does not hear itself", () => {
  const { server } = new RawTab();
  const deaf = new RawClient(server, 'CONNECT {"verbose":false,"echo":false}\r\n');
  const other = new RawClient(server);
  deaf.subscribe("a");
  other.subscribe("a");
  deaf.publish("a", "x");
  expect([deaf.messages.length, other.messages.length]).toEqual([0, 1]);
});

test("a request that nobody hears is answered with 503 and the subject", () => {
  const { client } = new RawTab();
  expect(client.request("nobody")?.headers).toBe("NATS/1.0 503\r\nNats-Subject: nobody\r\n\r\n");
});

test("of a queue group one member gets each message, in turn (X3)", () => {
  const { server } = new RawTab();
  const members = [new RawClient(server), new RawClient(server), new RawClient(server)];
  for (const member of members) member.subscribe("jobs", "workers");
  const watcher = new RawClient(server);
  watcher.subscribe("jobs");
  for (let i = 0; i < 6; i++) watcher.publish("jobs", String(i));
  expect(members.map((member) => member.messages.length)).toEqual([2, 2, 2]);
  expect(watcher.messages).toHaveLength(6);
});

test("a client that left hears nothing and answers nothing (N1)", () => {
  const { server, client } = new RawTab();
  const service = new RawClient(server);
  service.subscribe("svc");
  service.leave();
  expect(client.request("svc")?.headers).toContain("503");
  expect(service.messages).toEqual([]);
});
