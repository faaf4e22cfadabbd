import { expect, test } from "vitest";
import { VirtualClock } from "../../../engine/clock/virtual-clock.ts";
import { Disk } from "../../../engine/wasm/disk.ts";
import type { ServerProgram } from "../../../engine/wasm/program.ts";
import { ServerProcess } from "../../../engine/wasm/server-process.ts";

/**
 * A process around a program that is no server but plays one: what no real one does at will. A program is a module and the
 * text of a script, so the script alone does it, and the module is empty.
 */
const EMPTY_MODULE = new Uint8Array([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);

async function playing(body: string): Promise<ServerProgram> {
  const script = `globalThis.Go = class {
    importObject = {};
    looks = 0;
    async run() { const go = this; const connections = []; ${body} }
    _resume() { this.looks++; }
  };`;
  return { module: await WebAssembly.compile(EMPTY_MODULE), script };
}

/** Echoes what it is sent; ready when it has started. */
const READY = `host.ready("0.0.1",
  (onBytes, onClose) => ({ send: (bytes) => onBytes(bytes), close() {} }),
  () => setTimeout(() => go.exit(0), 5));`;

function start(program: ServerProgram, clock = new VirtualClock()) {
  return new ServerProcess({ program, clock, epochMs: 0, disk: new Disk(), seed: 1 });
}

/** A client that keeps what it hears. */
function listener() {
  const heard: string[] = [];
  return { heard, send: (bytes: Uint8Array) => void heard.push(String(bytes)), close: () => void heard.push("gone") };
}

const toTheEnd = (clock: VirtualClock) => clock.run({ done: () => false, limitMs: 1_000 });

test("SP3: clients that come before it is ready wait, and what they sent comes in order", async () => {
  const clock = new VirtualClock();
  const server = start(await playing(`setTimeout(() => { ${READY} }, 50);`), clock);
  const client = listener();
  const session = server.accept(client);
  session.receive(Uint8Array.of(1));
  session.receive(Uint8Array.of(2, 3));
  expect(client.heard).toEqual([]);
  await toTheEnd(clock);
  session.receive(Uint8Array.of(4));
  expect(client.heard).toEqual(["1", "2,3", "4"]);
  expect(await server.ready).toBe("0.0.1");
});

test("stopped, it ends in its own time; its clients hear it, and who comes later is turned away", async () => {
  const clock = new VirtualClock();
  const server = start(await playing(READY), clock);
  const [before, after] = [listener(), listener()];
  server.accept(before);
  server.stop();
  expect(before.heard).toEqual([]);
  await toTheEnd(clock);
  await server.ended;
  expect(clock.now()).toBeGreaterThanOrEqual(4);
  server.accept(after).receive(Uint8Array.of(1));
  expect([before.heard, after.heard]).toEqual([["gone"], ["gone"]]);
});

test("SP2: killed, none of its timers fires, and nothing is said to it or by it", async () => {
  const clock = new VirtualClock();
  const server = start(await playing(`${READY} setTimeout(() => { throw new Error("I live"); }, 20);`), clock);
  const client = listener();
  const session = server.accept(client);
  server.kill();
  session.receive(Uint8Array.of(1));
  session.closed();
  expect(await toTheEnd(clock)).toBe("idle");
  expect(client.heard).toEqual(["gone"]);
});

test("killed before it was ready: who waits for it hears so", async () => {
  const server = start(await playing(""));
  server.kill();
  await expect(server.ready).rejects.toThrow(/stopped before it was ready/);
});

test("SP5: after each call and each timer it looks once more at what it waits for, and when it has ended no more", async () => {
  const clock = new VirtualClock();
  const telling = READY.replace("onBytes(bytes)", "onBytes(Uint8Array.of(go.looks))");
  const server = start(await playing(`${telling} setTimeout(() => {}, 20);`), clock);
  const client = listener();
  const session = server.accept(client);
  session.receive(Uint8Array.of(0));
  session.receive(Uint8Array.of(0));
  await toTheEnd(clock);
  session.receive(Uint8Array.of(0));
  // Behind its start, the connection, two chunks of bytes, and the timer.
  expect(client.heard).toEqual(["2", "3", "5"]);
});

test("SP4: an end that nobody asked for throws in the timer in which it comes, with the last words", async () => {
  const clock = new VirtualClock();
  const dying = `${READY} setTimeout(() => { fs.writeSync(2, new TextEncoder().encode("panic: alas\\n")); go.exit(2); }, 20);`;
  const server = start(await playing(dying), clock);
  const client = listener();
  server.accept(client);
  await expect(toTheEnd(clock)).rejects.toThrow(
    "nats-server (WebAssembly) ended unexpectedly with code 2:\npanic: alas",
  );
  await server.ended;
  expect([clock.now(), client.heard]).toEqual([19, ["gone"]]);
});

test("SP4: one that breaks off throws what broke it, at once or in the call in which it comes", async () => {
  const breaking = READY.replace("onBytes(bytes)", "null.length");
  const session = start(await playing(breaking)).accept(listener());
  expect(() => session.receive(Uint8Array.of(1))).toThrow(/nats-server \(WebAssembly\) failed: .*null/);
  const stillborn = start(await playing('throw new Error("no memory");'));
  await expect(stillborn.ready).rejects.toThrow(/nats-server \(WebAssembly\) failed: no memory/);
});
