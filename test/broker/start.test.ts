import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, watch } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { connect as connectTcp, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { assertApiLevel } from "../../engine/broker/nats-server/version.ts";
import { NoBrokerError } from "../../engine/kernel/errors.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "ackademy-test-"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

test("it speaks NATS, has JetStream of the level we need, and is gone after stop", async () => {
  const server = await startNatsServer();
  const connection = await connect({ servers: server.url });
  const manager = await jetstreamManager(connection);
  const { api } = await manager.getAccountInfo();
  assertApiLevel(api.level, server.version);
  await manager.streams.add({ name: "orders", subjects: ["orders"] });
  await connection.close();

  await server.stop();
  expect(isAlive(server.pid)).toBe(false);
  expect(existsSync(server.folder)).toBe(false);
  await server.stop();
});

test("several run beside one another, each with a port and a folder of its own", async () => {
  const servers = await Promise.all([startNatsServer(), startNatsServer(), startNatsServer()]);
  expect(new Set(servers.map(({ port }) => port)).size).toBe(3);
  expect(new Set(servers.map(({ folder }) => folder)).size).toBe(3);
  await Promise.all(servers.map((server) => server.stop()));
});

test("kill ends it at once; its folder follows", async () => {
  const server = await startNatsServer();
  const socket = await connectedTo(server.port);
  const gone = untilClosed(socket);
  server.kill();
  await gone;
  await server.stop();
  expect(existsSync(server.folder)).toBe(false);
  server.kill();
});

test("a server that refuses to start is an error with its own words, and leaves nothing behind", async () => {
  const binary = join(home, "nats-server");
  const body = 'case "$1" in --version) echo "nats-server: v2.15.1";; *) echo "disk on fire" >&2; exit 7;; esac';
  await writeFile(binary, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  vi.stubEnv("TMPDIR", home);
  const failure = startNatsServer({ binary });
  await expect(failure).rejects.toBeInstanceOf(NoBrokerError);
  await expect(failure).rejects.toThrow(/did not start: it ended with code 7\ndisk on fire/);
  expect(await readdir(home)).toEqual(["nats-server"]);
});

const waysToEnd: [how: string, argument: string, end: (child: ChildProcess) => void][] = [
  ["is killed by SIGKILL", "wait", (child) => child.kill("SIGKILL")],
  ["is ended by SIGTERM", "wait", (child) => child.kill("SIGTERM")],
  ["is ended by SIGINT", "wait", (child) => child.kill("SIGINT")],
  ["throws what nobody catches", "throw", (child) => child.stdin?.write("now\n")],
  ["calls process.exit", "exit", (child) => child.stdin?.write("now\n")],
  ["forgets to stop it", "forget", (child) => child.stdin?.write("now\n")],
];

test.each(waysToEnd)("server and folder are gone after our process %s", async (_how, argument, end) => {
  const script = fileURLToPath(new URL("start-and-end.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, argument], {
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...process.env, TMPDIR: home },
  });
  const exited = once(child, "exit");
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const server = JSON.parse(line) as { pid: number; folder: string; port: number };
  const socket = await connectedTo(server.port);
  const gone = untilGone(server.folder);

  end(child);

  await Promise.all([exited, untilClosed(socket), gone]);
  expect(isAlive(server.pid)).toBe(false);
});

/** Unlike `once` of node:events, takes a reset for an end as well. */
function untilClosed(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => socket.once("close", resolve));
}

async function connectedTo(port: number): Promise<Socket> {
  const socket = connectTcp({ host: "127.0.0.1", port });
  // A killed server may reset the connection; only its end is of interest.
  socket.on("error", () => {});
  socket.resume();
  await once(socket, "connect");
  return socket;
}

/** Resolves when the folder has been removed. */
function untilGone(folder: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(dirname(folder), () => {
      if (existsSync(folder)) return;
      watcher.close();
      resolve();
    });
  });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
