import { expect, test } from "vitest";
import { ROOT_OWNER, VirtualClock } from "../../engine/clock/virtual-clock.ts";
import { MemoryTransport } from "../../engine/sim/memory-transport.ts";
import { SimServer } from "../../engine/sim/server.ts";
import { decodeText, encodeText } from "../../engine/sim/wire/bytes.ts";

const HELLO = 'CONNECT {"verbose":false}\r\n';

/** A transport read by a loop as the client does it, with the ms at which each chunk came. */
function link(clock: VirtualClock, server: SimServer, hopMs: number, owner = clock.newOwner()) {
  const transport = new MemoryTransport({ server, clock, hopMs }, owner);
  const chunks: [number, string][] = [];
  const read = async () => {
    await transport.connect();
    for await (const chunk of transport) chunks.push([clock.now(), decodeText(chunk)]);
    chunks.push([clock.now(), "end"]);
  };
  const reading = read();
  return { transport, chunks, owner, reading, send: (text: string) => transport.send(encodeText(text)) };
}

function outside(hopMs = 10) {
  const clock = new VirtualClock();
  const server = new SimServer({ clock: clock.rooted(), epochMs: 0 });
  const at = (ms: number, run: () => void) => void clock.setTimeout(run, ms, ROOT_OWNER);
  const play = (limitMs = 1000) => clock.run({ done: () => false, limitMs });
  return { clock, server, at, play, link: () => link(clock, server, hopMs) };
}

test("bytes take one hop each way and keep their order (L1)", async () => {
  const { at, play, link: dial } = outside();
  const { chunks, send } = dial();
  at(100, () => send(`${HELLO}SUB a 1\r\n`));
  at(105, () => send("PUB a 1\r\n1\r\n"));
  at(107, () => send("PUB a 1\r\n2\r\n"));
  await play();
  expect(chunks.slice(1)).toEqual([
    [125, "MSG a 1 1\r\n1\r\n"],
    [127, "MSG a 1 1\r\n2\r\n"],
  ]);
  expect(chunks[0]?.[0]).toBe(20);
});

test("what is sent within one millisecond is one chunk and one tick (L2)", async () => {
  const { clock, at, play, link: dial } = outside();
  const { chunks, send } = dial();
  at(100, () => {
    send(`${HELLO}SUB a 1\r\n`);
    for (let i = 0; i < 50; i++) send(`PUB a 1\r\n${i % 10}\r\n`);
  });
  await play();
  const greeting = 2;
  expect(clock.tick).toBe(greeting + 3);
  expect(chunks[1]?.[1].match(/MSG/g)).toHaveLength(50);
});

test("a fenced client sends nothing more and hears nothing more; what is under way arrives (L3)", async () => {
  const { clock, at, play, link: dial } = outside();
  const victim = dial();
  const witness = dial();
  at(100, () => witness.send(`${HELLO}SUB a 1\r\n`));
  at(120, () => victim.send(`${HELLO}SUB b 1\r\nPUB a 3\r\nyes\r\n`));
  at(125, () => {
    clock.fence(victim.owner);
    victim.send("PUB a 2\r\nno\r\n");
  });
  at(150, () => witness.send("PUB b 1\r\nx\r\n"));
  await play();
  expect(witness.chunks.slice(1).map(([, text]) => text)).toEqual(["MSG a 1 3\r\nyes\r\n"]);
  expect(victim.chunks).toHaveLength(1);
});

test("the server learns of a cut one hop later, behind what was sent before (L4)", async () => {
  const { at, play, link: dial } = outside();
  const victim = dial();
  const requester = dial();
  const ask = 'CONNECT {"verbose":false,"headers":true,"no_responders":true}\r\nSUB r 9\r\n';
  at(100, () => victim.send(`${HELLO}SUB svc 1\r\n`));
  at(100, () => requester.send(ask));
  at(200, () => {
    victim.send("PUB r 4\r\nlast\r\n");
    victim.transport.cut();
    victim.send("PUB r 4\r\nnever\r\n");
  });
  at(199, () => requester.send("PUB svc r 0\r\n\r\n"));
  at(201, () => requester.send("PUB svc r 0\r\n\r\n"));
  await play();
  expect(requester.chunks.slice(1).map(([ms, text]) => [ms, text.split("\r\n")[1]])).toEqual([
    [220, "last"],
    [221, "NATS/1.0 503"],
  ]);
});

test("close ends the reader and says so; a second close changes nothing", async () => {
  const { play, at, link: dial } = outside();
  const { transport, chunks, reading } = dial();
  let closedWith: unknown = "open";
  at(100, () => {
    void transport.closed().then((error) => (closedWith = error));
    void transport.close(new Error("enough"));
    void transport.close();
  });
  await play();
  await reading;
  expect(chunks.at(-1)).toEqual([100, "end"]);
  expect(transport.isClosed).toBe(true);
  expect(closedWith).toMatchObject({ message: "enough" });
});

test("a connection that the server ends is closed at the client a hop later", async () => {
  const { play, at, link: dial } = outside();
  const { transport, chunks, send } = dial();
  at(100, () => send("FOO\r\n"));
  await play();
  expect(chunks.slice(1)).toEqual([
    [120, "-ERR 'Unknown Protocol Operation'\r\n"],
    [120, "end"],
  ]);
  expect(transport.isClosed).toBe(true);
});
