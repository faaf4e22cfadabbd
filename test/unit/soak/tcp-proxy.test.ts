import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tcpProxy, type TcpProxy } from "../../soak/queue/tcp-proxy.ts";

/** A server that sends back what it hears. */
let echo: Server;
let proxy: TcpProxy;
let client: Socket;
let heard: string;
beforeEach(async () => {
  echo = createServer((socket) => socket.on("error", () => {}).pipe(socket));
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
  proxy = await tcpProxy((echo.address() as AddressInfo).port);
  client = connect({ host: "127.0.0.1", port: Number(new URL(proxy.url).port) });
  client.on("error", () => {});
  heard = "";
  client.setEncoding("utf8").on("data", (text: string) => (heard += text));
  await saidAndHeard("hello");
});
afterEach(async () => {
  client.destroy();
  await proxy.close();
  echo.close();
});

async function saidAndHeard(text: string): Promise<void> {
  heard = "";
  client.write(text);
  while (heard.length < text.length) await once(client, "data");
  expect(heard).toBe(text);
}

/** A round trip past the client's link, for which the client's own would have had the time. */
async function saidByAnother(): Promise<void> {
  const other = connect({ host: "127.0.0.1", port: Number(new URL(proxy.url).port) }).setEncoding("utf8");
  other.write("past it");
  expect((await once(other, "data"))[0]).toBe("past it");
  other.destroy();
}

/** Unlike `once` of node:events, takes a reset for an end as well. */
function untilClosed(): Promise<unknown> {
  return new Promise((resolve) => client.once("close", resolve));
}

function onlyLink() {
  const [link, ...more] = proxy.links();
  if (link === undefined || more.length > 0) throw new Error(`there are ${more.length + 1} links`);
  return link;
}

test("it forwards both ways, and a connection's end is the end of its link", async () => {
  await saidAndHeard("again");
  const { over } = onlyLink();
  client.end();
  await over;
  expect(proxy.links()).toEqual([]);
});

test("it cuts after exactly as many bytes as it was told, in the middle of what is sent", async () => {
  heard = "";
  onlyLink().cutAfter("to-client", 3);
  const closed = untilClosed();
  client.write("message");
  await closed;
  expect(heard).toBe("mes");
});

test("what it holds it forwards at the release, whole and in order", async () => {
  heard = "";
  const link = onlyLink();
  link.hold();
  client.write("one ");
  await saidByAnother();
  expect(heard).toBe("");
  link.release();
  client.write("two");
  while (heard.length < 7) await once(client, "data");
  expect(heard).toBe("one two");
});

test("what it swallows nobody hears, and the end comes with the cut", async () => {
  heard = "";
  const link = onlyLink();
  link.swallow();
  client.write("lost");
  await saidByAnother();
  const closed = untilClosed();
  link.cut();
  await closed;
  expect(heard).toBe("");
});
