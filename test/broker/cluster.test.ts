import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, watch } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { connect as connectTcp } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startCluster } from "../../engine/broker/cluster.ts";
import { natsBroker } from "../../engine/broker/nats-broker.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "ackademy-test-"));
  vi.stubEnv("TMPDIR", home);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

test("a server that was killed and started again has its port and what it had stored; stop leaves nothing", async () => {
  const { servers, urls, stop } = await startCluster({ size: 1 });
  const connection = await natsBroker(urls).connect("test");
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: "orders", subjects: ["orders"] });
  await jetstream(connection).publish("orders", "one");
  const [server] = servers;

  const lost = untilStatus(connection.status(), "disconnect");
  await server?.kill();
  await lost;
  const back = untilStatus(connection.status(), "reconnect");
  await server?.start();
  await back;

  expect((await manager.streams.info("orders")).state.messages).toBe(1);
  await connection.close();
  await stop();
  expect(await readdir(home)).toEqual([]);
  await stop();
});

test("three servers hold a copy each, and two of them go on when the third, the leader, is killed", async () => {
  const { servers, urls, stop } = await startCluster({ size: 3 });
  const connection = await natsBroker(urls).connect("test");
  const manager = await jetstreamManager(connection);
  const { cluster } = await manager.streams.add({ name: "orders", subjects: ["orders"], num_replicas: 3 });
  expect(cluster?.replicas?.length).toBe(2);
  expect(servers.map(({ name }) => name)).toContain(cluster?.leader);

  await servers.find(({ name }) => name === cluster?.leader)?.kill();
  await expect
    .poll(async () => (await manager.streams.info("orders")).cluster?.leader, { timeout: 20_000 })
    .not.toBe(cluster?.leader);

  await connection.close();
  await stop();
  expect(await readdir(home)).toEqual([]);
});

test("servers and stores are gone after our process is killed by SIGKILL, be one of them down or not", async () => {
  const script = fileURLToPath(new URL("cluster-and-end.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, TMPDIR: home },
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const ports = JSON.parse(line) as number[];
  const [folder = ""] = (await readdir(home)).filter((name) => name.startsWith("ackademy-nats-"));
  const gone = untilGone(join(home, folder));

  child.kill("SIGKILL");

  await Promise.all([once(child, "exit"), gone]);
  for (const port of ports) await expect(dialled(port)).rejects.toThrow("ECONNREFUSED");
});

async function untilStatus(statuses: AsyncIterable<{ readonly type: string }>, type: string): Promise<void> {
  for await (const status of statuses) if (status.type === type) return;
}

function untilGone(folder: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(home, () => {
      if (existsSync(folder)) return;
      watcher.close();
      resolve();
    });
  });
}

function dialled(port: number): Promise<unknown> {
  return once(connectTcp({ host: "127.0.0.1", port }), "connect");
}
