import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { runOnNats } from "../../engine/scenario/run/run-nats.ts";
import { runVirtual, type VirtualRunOptions } from "../../engine/scenario/run/run-virtual.ts";
import type { RunOutcome, RunRequest } from "../../engine/scenario/run/run-types.ts";
import { loadServerProgram } from "../../engine/wasm/build/load-program.ts";
import { requestFor } from "../support/runs.ts";
import { expectWellFormed } from "../support/well-formed.ts";
import { FREEZES, ON_THE_WIRE, Run } from "./fault-cases.ts";

/** Planned faults in whole runs: under virtual time, and on a real server with real processes. */
const CASES = [...FREEZES, ...ON_THE_WIRE].map((one) => [one.id, one.title, one] as const);

function faultsHold(broker: string, run: (request: RunRequest) => Promise<RunOutcome>): void {
  describe(`planned faults on ${broker}`, () => {
    test.each(CASES)("%s %s", async (_id, _title, { scenario, expects }) => {
      expects(new Run(await run(requestFor(scenario))));
    });
  });
}

async function runTwice(request: RunRequest, options: VirtualRunOptions = {}): Promise<RunOutcome> {
  const outcome = await runVirtual(request, options);
  expectWellFormed(outcome.events);
  expect((await runVirtual(request, options)).report.traceDigest).toBe(outcome.report.traceDigest);
  return outcome;
}

faultsHold("sim", (request) => runTwice(request));
faultsHold("wasm", async (request) => runTwice(request, { program: await loadServerProgram() }));

let server: NatsServer;
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(() => server.stop());

faultsHold("nats", (request) => runOnNats(request, { urls: [server.url] }));
