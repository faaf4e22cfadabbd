import { mkdtemp, readFile, stat, rm, writeFile } from "node:fs/promises";
import { spansIn } from "../../support/exports/otlp.ts";
import { entriesIn, runSlices } from "../../support/exports/perfetto.ts";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import type { CombinedReport } from "../../../engine/cli/combine.ts";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import { cli, cliFromSources } from "../../support/cli.ts";
import { requestFor, scenarioById } from "../../support/runs.ts";
import { SMALL_SOURCE } from "../../support/traces.ts";

let home: string;
let failing: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "ackademy-cli-"));
  failing = join(home, "it fails.yaml");
  const claim = {
    id: "too-many",
    says: "Ninety-nine jobs are done.",
    check: { kind: "figure", query: { count: { type: "job-acked" } }, is: { equals: 99 } },
  };
  await writeFile(failing, stringify({ ...SMALL_SOURCE, claims: [claim] }));
});
afterAll(() => rm(home, { recursive: true }));

const KEYS = [
  "scenario",
  "broker",
  "seed",
  "verdict",
  "sentence",
  "checks",
  "virtualMs",
  "wallMs",
  "events",
  "counts",
  "ledger",
  "measures",
  "traceDigest",
];
const asReport = (stdout: string) => JSON.parse(stdout) as CombinedReport;

describe.concurrent("run", () => {
  test("--json prints exactly one object on one line, with these keys and no others", async () => {
    const { code, stdout, stderr } = await cli(["run", "crash-redelivery", "--json"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^\{.*\}\n$/);
    const report = asReport(stdout);
    expect(Object.keys(report)).toEqual(KEYS);
    expect(report).toMatchObject({ scenario: "crash-redelivery", broker: "sim", seed: 7, verdict: "passed" });
    for (const check of report.checks) {
      expect(Object.keys(check)).toEqual(["id", "kind", "variant", "outcome", "detail"]);
      expect(["claim", "invariant"]).toContain(check.kind);
      expect(["passed", "failed", "expected", "not-applicable"]).toContain(check.outcome);
    }
    expect(report.ledger).toEqual({ expected: { effects: 5, cents: 10_000 }, actual: { effects: 5, cents: 10_000 } });
    expect(Object.values(report.counts).reduce((sum, count) => sum + count, 0)).toBe(report.events);
    expect([Number.isInteger(report.virtualMs), Number.isInteger(report.wallMs)]).toEqual([true, true]);
  });

  test("a process of its own gives the same digest as a run in this one", async () => {
    const { stdout } = await cliFromSources(["run", "crash-redelivery", "--json"]);
    const here = await runVirtual(requestFor(scenarioById("crash-redelivery")));
    expect(asReport(stdout).traceDigest).toBe(here.report.traceDigest);
  });

  test("without --variant all variants run, into one report", async () => {
    const [both, one] = await Promise.all([
      cli(["run", "double-charge", "--json"]),
      cli(["run", "double-charge", "--variant", "with-key", "--json"]),
    ]);
    const report = asReport(both.stdout);
    expect([...new Set(report.checks.map(({ variant }) => variant))]).toEqual(["without-key", "with-key"]);
    expect(report.checks.find(({ outcome }) => outcome === "expected")).toMatchObject({
      id: "effects-at-most-once",
      variant: "without-key",
    });
    expect([both.code, one.code]).toEqual([0, 0]);
    const here = await runVirtual(requestFor(scenarioById("double-charge"), { variant: "with-key" }));
    expect(asReport(one.stdout).traceDigest).toBe(here.report.traceDigest);
    expect(report.traceDigest).not.toBe(asReport(one.stdout).traceDigest);
    expect(report.events).toBeGreaterThan(asReport(one.stdout).events);
  });

  test("for people: a timeline, the checks, the verdict as a sentence; no escape codes where there is no terminal", async () => {
    const { code, stdout, stderr } = await cli(["run", "crash-redelivery"], { FORCE_COLOR: "", NO_COLOR: "" });
    expect([code, stderr]).toEqual([0, ""]);
    // oxlint-disable-next-line no-control-regex -- escape codes are what must not be there
    expect(stdout).not.toMatch(/\u001b/);
    expect(stdout).toMatch(/\d\d:\d\d\.\d{3} {2}worker-\d/);
    expect(stdout).toContain("order-3 (delivery 2)");
    expect(stdout).toMatch(
      /^PASSED {2}All 5 jobs are done; order-3 was delivered twice; the customers paid €100, as ordered\.$/m,
    );
  });

  test("a failing run exits 1 and prints the command that repeats it, as a shell takes it", async () => {
    const { code, stdout } = await cli(["run", failing, "--seed", "12"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAILED {2}.*Did not hold: too-many/m);
    expect(stdout).toContain(`To repeat it: npm run -s scenario -- run '${failing}' --seed 12\n`);
  });

  test("a failing run says so in --json too", async () => {
    const { code, stdout } = await cli(["run", failing, "--json"]);
    expect(code).toBe(1);
    expect(asReport(stdout)).toMatchObject({ verdict: "failed", scenario: "small" });
    expect(Object.keys(asReport(stdout))).toEqual(KEYS);
  });

  test("--seed and --set change the run; the report says the seed", async () => {
    const [base, seeded, set] = await Promise.all(
      [[], ["--seed", "99"], ["--set", "ack-wait=5000"]].map((more) =>
        cli(["run", "crash-redelivery", "--json", ...more]),
      ),
    );
    const reports = [base, seeded, set].map((ended) => asReport(ended?.stdout ?? ""));
    expect(new Set(reports.map(({ traceDigest }) => traceDigest)).size).toBe(3);
    expect(reports.map(({ seed }) => seed)).toEqual([7, 99, 7]);
    expect(reports[2]?.virtualMs).toBeGreaterThan(reports[0]?.virtualMs ?? 0);
  });

  test("a trace that was written replays to the same verdict, checks and digest, for all its variants", async () => {
    const file = join(home, "trace.jsonl");
    const ran = await cli(["run", "double-charge", "--json", "--trace", file]);
    const replayed = await cli(["replay", file, "--json"]);
    expect(replayed.code).toBe(0);
    expect({ ...asReport(replayed.stdout), wallMs: 0 }).toEqual({ ...asReport(ran.stdout), wallMs: 0 });
    const lines = (await readFile(file, "utf8")).trim().split("\n");
    expect(lines.filter((line) => line.includes('"format":"ackademy-trace"'))).toHaveLength(2);
    const text = await cli(["replay", file]);
    expect(text.stdout).toContain("Idempotency key: a job is done twice");
    expect(text.stdout.match(/^PASSED/gm)).toHaveLength(2);
  });

  test("a trace's runs are drawn with --diagram; --of leaves those that know the name", async () => {
    const file = join(home, "drawn.jsonl");
    await cli(["run", "message-taxonomy", "--json", "--trace", file]);
    const all = await cli(["replay", file, "--diagram"]);
    expect([all.code, all.stderr, all.stdout.match(/^sequenceDiagram$/gm)?.length]).toEqual([0, "", 2]);
    const { code, stdout } = await cli(["replay", file, "--diagram", "--of", "payment-due-1"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^%% message-taxonomy, command-dressed-as-event, sim, seed 6\nsequenceDiagram\n/);
    expect(stdout).toContain("->>p2: payment-due-1\n");
    expect(stdout.match(/^sequenceDiagram$/gm)).toHaveLength(1);
    const unknown = await cli(["replay", file, "--of", "payment-9"]);
    expect([unknown.code, unknown.stdout]).toEqual([2, ""]);
    expect(unknown.stderr).toContain(
      "--of payment-9: found no job, request or flow of that name, expected one of payment-due-1, ",
    );
  });

  test("a trace is exported for other tools, to a file or to the output, whole or about one job", async () => {
    const file = join(home, "exported.jsonl");
    const out = join(home, "exported.otlp.json");
    await cli(["run", "crash-redelivery", "--json", "--trace", file]);
    const printed = await cli(["export", file, "--to", "perfetto", "--job", "order-3"]);
    expect([printed.code, printed.stderr]).toEqual([0, ""]);
    expect(runSlices(entriesIn(printed.stdout)).map(({ name }) => name)).toEqual(["order-3", "order-3"]);
    const written = await cli(["export", file, "--to", "otlp", "--out", out]);
    expect(written).toEqual({ code: 0, stdout: "", stderr: "" });
    const [first] = spansIn(await readFile(out, "utf8"));
    // The export says that the run ended just now: tools search by wall time.
    expect(Number(first?.startTimeUnixNano) / 1e6).toBeGreaterThan((await stat(file)).mtimeMs - 60_000);
    const drawn = await cli(["export", file, "--to", "mermaid"]);
    expect(drawn.stdout).toMatch(/^%% crash-redelivery, default, sim, seed 7\nsequenceDiagram\n/);
    const refused = await cli(["export", file, "--to", "otlp", "--job", "order-9"]);
    expect([refused.code, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toContain(
      "--job order-9: found no job, request or flow of that name, expected one of order-1, ",
    );
    const unwritable = await cli(["export", file, "--to", "otlp", "--out", join(home, "none", "x")]);
    expect([unwritable.code, unwritable.stderr]).toEqual([
      2,
      expect.stringMatching(/--out .*x: cannot be written: ENOENT/),
    ]);
  });

  test("a failed run's trace replays as failed", async () => {
    const file = join(home, "failed.jsonl");
    await cli(["run", failing, "--json", "--trace", file]);
    expect(await cli(["replay", file, "--json"])).toMatchObject({ code: 1 });
  });

  test("exit code 3 when nobody answers at --server", async () => {
    const { code, stdout, stderr } = await cli([
      "run",
      "crash-redelivery",
      "--broker",
      "nats",
      "--server",
      `nats://127.0.0.1:${await closedPort()}`,
      "--json",
    ]);
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toMatch(/^error: no nats-server answers at nats:\/\/127\.0\.0\.1:\d+/);
  });
});

/** A port of this machine at which nobody listens: it was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}
