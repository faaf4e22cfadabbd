import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { describe, expect, test } from "vitest";
import { createWasmBroker, type WasmBroker } from "../../engine/broker/wasm-broker.ts";
import { VirtualClock } from "../../engine/clock/virtual-clock.ts";
import { VIRTUAL_EPOCH_MS } from "../../engine/clock/virtual-realm.ts";
import { loadServerProgram } from "../../engine/wasm/build/load-program.ts";
import { Disk, DiskError } from "../../engine/wasm/disk.ts";
import { ServerProcess } from "../../engine/wasm/server-process.ts";
import { inVirtualTime } from "../support/virtual.ts";

type Setting = { readonly broker: WasmBroker; readonly clock: VirtualClock };

/** Runs `body` to its end under virtual time, on a fresh server. */
async function onServer<T>(body: (setting: Setting) => Promise<T>): Promise<T> {
  const program = await loadServerProgram();
  return inVirtualTime((clock) => body({ broker: createWasmBroker({ program, clock, hopMs: 1 }), clock }));
}

async function untilDisconnected(connection: NatsConnection): Promise<void> {
  for await (const { type } of connection.status()) if (type === "disconnect") return;
}

/** A stream with two stored messages, the first of them delivered once and not acknowledged. */
async function storeTwo(broker: WasmBroker): Promise<void> {
  const connection = await broker.connect("writer");
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: "jobs", subjects: ["jobs"] });
  await manager.consumers.add("jobs", { durable_name: "workers", ack_policy: "explicit", ack_wait: 500_000_000 });
  for (const text of ["one", "two"]) await jetstream(connection).publish("jobs", text, { msgID: text });
  await (await jetstream(connection).consumers.get("jobs", "workers")).next();
}

async function leaveTraces({ broker }: Setting): Promise<string> {
  await storeTwo(broker);
  broker.process.stop();
  await broker.process.ended;
  return JSON.stringify(filesOf(broker.disk, "/"));
}

async function takeAll(broker: WasmBroker): Promise<[text: string, deliveries: number][]> {
  const connection = await broker.connect("reader");
  const consumer = await jetstream(connection).consumers.get("jobs", "workers");
  const taken: [string, number][] = [];
  for await (const message of await consumer.fetch({ max_messages: 2, expires: 2_000 })) {
    taken.push([message.string(), message.info.deliveryCount]);
    await message.ackAck();
  }
  return taken;
}

describe("a server's life", () => {
  test("it starts within the call, at virtual time 0, and says its version", async () => {
    const [version, at] = await onServer(async ({ broker, clock }) => [await broker.process.ready, clock.now()]);
    expect([/^2\.\d+\.\d+/.test(String(version)), at]).toEqual([true, 0]);
  });

  test("stopped and started again on the same disk: streams, messages and the dedup window are there", async () => {
    await onServer(async ({ broker }) => {
      await storeTwo(broker);
      broker.process.stop();
      await broker.process.ended;
      await broker.restart().ready;
      const connection = await broker.connect("writer");
      const again = await jetstream(connection).publish("jobs", "two", { msgID: "two" });
      expect([again.seq, again.duplicate]).toEqual([2, true]);
      expect((await takeAll(broker)).map(([text]) => text).toSorted()).toEqual(["one", "two"]);
    });
  });

  test("SP2: killed in mid-work it says nothing more, its clients hear that it is gone, and what it had confirmed is there", async () => {
    await onServer(async ({ broker }) => {
      const client = await broker.connect("witness");
      await storeTwo(broker);
      broker.process.kill();
      await untilDisconnected(client);
      broker.restart();
      expect((await takeAll(broker)).map(([text]) => text).toSorted()).toEqual(["one", "two"]);
    });
  });

  test("the same work leaves the same bytes on the disk", async () => {
    const contents = [await onServer(leaveTraces), await onServer(leaveTraces)];
    expect(contents[0]).toBe(contents[1]);
    expect(contents[0]).toContain(JSON.stringify("1.blk"));
  });
});

describe("a server that dies by itself", () => {
  test("SP4: it does so in the call in which it happens, with the server's last words", async () => {
    const program = await loadServerProgram();
    const disk = new Disk();
    disk.makeFolder = () => {
      throw new DiskError("ENOSPACESHIP" as "EINVAL", "/store");
    };
    const options = { program, clock: new VirtualClock(), epochMs: VIRTUAL_EPOCH_MS, disk, seed: 1 };
    expect(() => new ServerProcess(options)).toThrow(
      /nats-server \(WebAssembly\) ended unexpectedly with code 2:\npanic: .*\n(.|\n)*os\.MkdirAll/,
    );
  });

  test("a disk that cannot be written is told as the server tells it", async () => {
    const program = await loadServerProgram();
    const disk = new Disk();
    disk.makeFolder = (path) => {
      throw new DiskError("EINVAL", path);
    };
    const lines: string[] = [];
    const options = { program, clock: new VirtualClock(), epochMs: VIRTUAL_EPOCH_MS, disk, seed: 1 };
    expect(() => new ServerProcess({ ...options, onLog: (line) => lines.push(line) })).toThrow(/ended unexpectedly/);
    expect(lines.join("\n")).toMatch(/store.*invalid argument/i);
  });
});

describe("its clock", () => {
  /** Of two redeliveries: when the one with the longer wait comes, and when the one that is asked for later. */
  async function redeliveries(longMs: number, afterMs: number, shortMs: number): Promise<number[]> {
    return onServer(async ({ broker, clock }) => {
      const setUp = async (name: string, waitMs: number) => {
        const connection = await broker.connect(name);
        const manager = await jetstreamManager(connection);
        await manager.streams.add({ name, subjects: [name] });
        await manager.consumers.add(name, { durable_name: "c", ack_policy: "explicit", ack_wait: waitMs * 1_000_000 });
        await jetstream(connection).publish(name, name);
        return jetstream(connection).consumers.get(name, "c");
      };
      const [long, short] = [await setUp("long", longMs), await setUp("short", shortMs)];
      const gap = async (consumer: typeof long) => {
        await consumer.next();
        const from = clock.now();
        await consumer.next();
        return clock.now() - from;
      };
      return Promise.all([gap(long), clock.sleep(afterMs).then(() => gap(short))]);
    });
  }

  // The server itself adds a millisecond to ack_wait.
  test.each([
    [500, 5, 494],
    [20, 5, 14],
    [20, 5, 13],
    [20, 0, 20],
    [40, 3, 36],
  ])(
    "timers that end within a millisecond of each other are exact: %i ms, and %i ms later %i ms",
    async (long, after, short) => {
      expect(await redeliveries(long, after, short)).toEqual([long + 1, short + 1]);
    },
  );
});

function filesOf(disk: Disk, path: string): unknown {
  const node = disk.find(path);
  if (node.kind === "file") return Array.from(node.bytes.subarray(0, node.size));
  return [...node.entries.keys()].map((name) => [name, filesOf(disk, `${path}/${name}`)]);
}
