import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { strikeServers } from "../../engine/scenario/faults/plan.ts";
import { decodeTraces } from "../../engine/scenario/trace-codec.ts";
import { cli, startCli } from "../support/cli.ts";
import { SCENARIOS } from "../support/runs.ts";
import { every, testSampled } from "../support/sampled.ts";
import { holdsOnTheServer, reportOf } from "./on-the-server.ts";

let server: NatsServer;
let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "ackademy-nats-test-"));
  server = await startNatsServer();
});
afterAll(async () => {
  await server.stop();
  await rm(home, { recursive: true });
});

/** What a run of ours leaves in the temporary folder; the loader keeps a cache of its own there. */
async function leftIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith("ackademy-"));
}

const [own = [], shared = []] = [true, false].map((strikes) =>
  SCENARIOS.filter(({ flow, servers, faults }) => {
    return flow === undefined && (servers !== undefined || strikeServers(faults)) === strikes;
  }).map(({ id }) => [id] as const),
);

// One after the other they would wait most of the time.
describe.concurrent("scenarios on a real server", () => {
  testSampled(shared, every(3))("%s holds", async (id) => {
    await holdsOnTheServer(id, server.url);
  });

  // Three servers must find each other first, and then choose a leader anew: up to seven seconds each.
  test.each(own)("%s holds on servers of its own", async (id) => {
    await holdsOnTheServer(id, null);
  });
});

test("a private server, a process that is really killed, and nothing left behind", async () => {
  const trace = join(home, "trace.jsonl");
  const temporary = await mkdtemp(join(home, "tmp-"));
  const { code, stdout } = await cli(["run", "crash-redelivery", "--broker", "nats", "--json", "--trace", trace], {
    TMPDIR: temporary,
  });
  expect([code, reportOf(stdout).verdict]).toEqual([0, "passed"]);
  expect(await leftIn(temporary)).toEqual([]);
  const [stored] = decodeTraces(await readFile(trace, "utf8"), "trace");
  const events = stored?.events ?? [];
  const crash = events.find(({ type }) => type === "actor-crashed");
  expect(crash).toMatchObject({ type: "actor-crashed", by: "fault", tick: null });
  expect(
    events
      .slice(crash?.seq ?? 0)
      .filter(({ actor, incarnation }) => actor === crash?.actor && incarnation === crash?.incarnation),
  ).toEqual([]);
  const ids = new Set<string>();
  for (const { id, cause } of events) {
    if (cause !== null) expect(ids, `the cause of ${id}`).toContain(cause);
    ids.add(id);
  }
});

test("Ctrl-C in mid-run: exit code 130, server, actors and store are gone", async () => {
  const temporary = await mkdtemp(join(home, "tmp-"));
  const { child, ended } = startCli(["run", "crash-redelivery", "--broker", "nats"], { TMPDIR: temporary });
  if (child.stderr) await once(child.stderr, "data");
  child.kill("SIGINT");
  expect((await ended).code).toBe(130);
  await expect.poll(() => leftIn(temporary)).toEqual([]);
});
