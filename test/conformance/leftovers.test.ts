import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { natsBroker } from "../../engine/broker/nats-broker.ts";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { answerForRun, newNamespace, ownerOf, sweepFinishedRuns } from "../../engine/scenario/run/leftovers.ts";
import { cli, startCli } from "../support/cli.ts";

let server: NatsServer;
let connection: NatsConnection;
let jsm: JetStreamManager;
let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "ackademy-leftovers-"));
  server = await startNatsServer();
  connection = await natsBroker(server.url).connect("test");
  jsm = await jetstreamManager(connection);
});
afterAll(async () => {
  await connection.close();
  await server.stop();
  await rm(home, { recursive: true, force: true });
});

async function streams(): Promise<string[]> {
  const names: string[] = [];
  for await (const name of jsm.streams.names()) names.push(name);
  return names;
}

/** A run on the shared server in a temporary folder of its own, once it has streams. */
async function startRun(...options: string[]) {
  const temporary = await mkdtemp(join(home, "tmp-"));
  const args = ["run", "crash-redelivery", "--broker", "nats", "--server", server.url, ...options];
  const running = startCli(args, { TMPDIR: temporary });
  if (running.child.stderr) await once(running.child.stderr, "data");
  await expect.poll(async () => (await streams()).filter((name) => ownerOf(name) !== null)).not.toEqual([]);
  const left = async () => (await readdir(temporary)).filter((name) => name.startsWith("ackademy-"));
  return { ...running, left };
}

test.each(["SIGINT", "SIGHUP"] as const)("%s leaves no streams, no folders and no half trace", async (signal) => {
  const trace = join(home, `${signal}.jsonl`);
  await writeFile(trace, "what was there before");
  const { child, ended, left } = await startRun("--trace", trace);
  child.kill(signal);
  expect((await ended).code).toBe(130);
  expect((await streams()).filter((name) => ownerOf(name) !== null)).toEqual([]);
  await expect.poll(left).toEqual([]);
  expect(await readFile(trace, "utf8")).toBe("what was there before");
});

test("what a killed runner leaves on a server is removed by the next run, and its folders at once", async () => {
  const { child, ended, left } = await startRun();
  const orphans = (await streams()).filter((name) => ownerOf(name) !== null);
  child.kill("SIGKILL");
  await ended;
  await expect.poll(left).toEqual([]);
  expect(await streams()).toEqual(expect.arrayContaining(orphans));
  const next = await cli([
    "run",
    "life-of-a-message",
    "--variant",
    "acknowledged",
    "--broker",
    "nats",
    "--server",
    server.url,
  ]);
  expect(next.stderr).toMatch(/removed \d+ streams? that earlier runs had left on the server/);
  expect((await streams()).filter((name) => ownerOf(name) !== null)).toEqual([]);
});

test("LO1, LO2: the streams of a run that goes on, and everybody else's, are left alone", async () => {
  const broker = natsBroker(server.url);
  const namespace = newNamespace();
  const run = await answerForRun(broker, namespace);
  const dead = newNamespace();
  for (const name of [`${namespace}-jobs`, `${dead}-jobs`, `KV_${dead}-state`, "running-late", "run-1-1-abc-jobs"])
    await jsm.streams.add({ name, subjects: [name] });
  const notes: string[] = [];
  await sweepFinishedRuns(broker, (note) => notes.push(note));
  expect(notes).toEqual(["removed 2 streams that earlier runs had left on the server"]);
  expect((await streams()).sort()).toEqual(["run-1-1-abc-jobs", "running-late", `${namespace}-jobs`].sort());
  await run.end();
  expect((await streams()).sort()).toEqual(["run-1-1-abc-jobs", "running-late"]);
});
