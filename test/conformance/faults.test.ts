import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { runOnNats } from "../../engine/scenario/run/run-nats.ts";
import { runVirtual, type VirtualRunOptions } from "../../engine/scenario/run/run-virtual.ts";
import type { RunOutcome, RunRequest } from "../../engine/scenario/run/run-types.ts";
import type { Scenario } from "../../engine/scenario/schema.ts";
import { loadServerProgram } from "../../engine/wasm/build/load-program.ts";
import { requestFor } from "../support/runs.ts";
import { expectWellFormed } from "../support/well-formed.ts";
import { type FaultCase, PAUSES, ON_THE_WIRE, Run } from "./fault-cases.ts";
import { untilItTells } from "./lateness.ts";
import { CHANGES, CUTS, SLOW } from "./worker-cases.ts";

/** Planned faults in whole runs: under virtual time, and on a real server with real processes. */
const CASES = [...PAUSES, ...ON_THE_WIRE, ...SLOW, ...CUTS, ...CHANGES].map((one) => [one.id, one.title, one] as const);

function faultsHold(broker: string, hold: (one: FaultCase) => Promise<void>): void {
  describe(`planned faults on ${broker}`, () => {
    test.each(CASES)("%s %s", (_id, _title, one) => hold(one));
  });
}

const inVirtualTime =
  (run: (request: RunRequest) => Promise<RunOutcome>) =>
  async ({ scenario, expects }: FaultCase) =>
    expects(new Run(await run(requestFor(scenario))));

async function runTwice(request: RunRequest, options: VirtualRunOptions = {}): Promise<RunOutcome> {
  const outcome = await runVirtual(request, options);
  expectWellFormed(outcome.events);
  expect((await runVirtual(request, options)).report.traceDigest).toBe(outcome.report.traceDigest);
  return outcome;
}

faultsHold(
  "sim",
  inVirtualTime((request) => runTwice(request)),
);
faultsHold(
  "wasm",
  inVirtualTime(async (request) => runTwice(request, { program: await loadServerProgram() })),
);

let server: NatsServer;
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(() => server.stop());

/** The same scenario with its times so many times as long. */
function stretched(scenario: Scenario, times: number): Scenario {
  const isTime = (key: string) => key.endsWith("Ms") && key !== "hopMs";
  const longer = (key: string, value: unknown) => (typeof value === "number" && isTime(key) ? times * value : value);
  return JSON.parse(JSON.stringify(scenario, longer)) as Scenario;
}

faultsHold("nats", ({ scenario, expects }) =>
  untilItTells(server.url, async (nth) => {
    const request = requestFor(nth === 1 ? scenario : stretched(scenario, 2));
    expects(new Run(await runOnNats(request, { urls: [server.url] })));
  }),
);
