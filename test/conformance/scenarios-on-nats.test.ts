import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import type { CombinedReport } from "../../engine/cli/combine.ts";
import { strikeServers } from "../../engine/scenario/plan-faults.ts";
import { decodeTraces } from "../../engine/scenario/trace-codec.ts";
import { cli, startCli } from "../support/cli.ts";
import { scenarioById, SCENARIOS } from "../support/runs.ts";

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

const reportOf = (stdout: string) => JSON.parse(stdout) as CombinedReport;

/** What a run of ours leaves in the temporary folder; the loader keeps a cache of its own there. */
async function leftIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith("ackademy-"));
}

/** Those that strike servers have their own. */
const OWN_SERVERS = SCENARIOS.filter(({ servers, faults }) => servers !== undefined || strikeServers(faults)).map(
  ({ id }) => id,
);

async function holdsOnTheServer(id: string): Promise<CombinedReport> {
  const where = OWN_SERVERS.includes(id) ? [] : ["--server", server.url];
  const { code, stdout } = await cli(["run", id, "--broker", "nats", ...where, "--json"]);
  const report = reportOf(stdout);
  expect(report.checks.filter(({ outcome }) => outcome === "failed")).toEqual([]);
  expect([code, report.verdict, report.virtualMs, report.traceDigest]).toEqual([0, "passed", null, null]);
  return report;
}

const [flows, others] = [true, false].map((flow) =>
  SCENARIOS.filter((scenario) => (scenario.flow !== undefined) === flow).map(({ id }) => id),
);

const [clusters, single] = [true, false].map((several) =>
  (others ?? []).filter((id) => (scenarioById(id).servers ?? 1) > 1 === several),
);

test.each(single ?? [])("%s holds on a real server, within ten seconds of real time", async (id) => {
  expect((await holdsOnTheServer(id)).wallMs).toBeLessThan(10_000);
});

// Three servers must find each other first, and choose a leader anew: up to seven seconds each.
test.each(clusters ?? [])("%s holds on three real servers", { timeout: 60_000 }, async (id) => {
  await holdsOnTheServer(id);
});

// Eight designs side by side, each with its coordinators and services as processes; they mostly wait for time-outs.
describe.concurrent("flows on a real server", { timeout: 120_000 }, () => {
  test.each(flows ?? [])("%s holds in every design", async (id) => {
    await holdsOnTheServer(id);
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
