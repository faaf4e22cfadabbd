import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { QUEUE_CASES } from "./cases.ts";
import { FACT_CASES } from "./facts/cases.ts";
import type { FactCase } from "./facts/support.ts";
import { runOnNats } from "./on-nats.ts";
import { runOnSim } from "./on-sim.ts";
import { runOnOneWasm } from "./on-wasm.ts";
import { PROTOCOL_CASES } from "./protocol/cases.ts";
import { type Outcome, sideBySide } from "./side-by-side.ts";
import { STORED_CASES } from "./stored/cases.ts";

/** What lessons and engine rest on, on every broker that has it; what the simulated one lacks it refuses by name. */
function eachFact(run: (one: FactCase) => Promise<void>): void {
  test.each(FACT_CASES.map((one) => [one.id, one.title, one] as const))("%s %s", (_id, _title, one) => run(one));
}

async function runOrBeRefused(one: FactCase): Promise<void> {
  if (one.tabLacks === undefined) return runOnSim(one);
  await expect(runOnSim(one)).rejects.toThrow(`the simulated server does not support ${one.tabLacks}`);
}

describe("facts on sim", () => eachFact(runOrBeRefused));
describe("facts on wasm", () => eachFact(runOnOneWasm()));

describe("facts on nats", () => {
  let server: NatsServer;
  let outcome: Outcome;
  beforeAll(async () => {
    server = await startNatsServer();
    outcome = sideBySide(FACT_CASES, (one) => runOnNats(server.url, one));
  });
  afterAll(() => server.stop());
  eachFact((one) => outcome(one));
});

test("every case and file that the map names exists, and every fact is in the map", () => {
  const map = readFileSync(new URL("README.md", import.meta.url), "utf8").split("## The facts")[1] ?? "";
  const cells = map.split("\n").flatMap((line) => line.split("|").slice(2, 3));
  const named = cells.flatMap((cell) => cell.match(/\b[A-Z]{1,2}-\d+\b/g) ?? []);
  const suites = [QUEUE_CASES, STORED_CASES, PROTOCOL_CASES, FACT_CASES];
  const ids = suites.flat().map(({ id }) => id);
  expect(named.filter((id) => !ids.includes(id))).toEqual([]);
  expect(FACT_CASES.map(({ id }) => id).filter((id) => !named.includes(id))).toEqual([]);
  const files = cells.flatMap((cell) => cell.match(/[\w./-]+\.test\.tsx?/g) ?? []);
  const at = (file: string) => new URL(file.startsWith("test/") ? `../../${file}` : file, import.meta.url);
  expect(files.filter((file) => !existsSync(at(file)))).toEqual([]);
  expect([named.length > 60, files.length > 5]).toEqual([true, true]);
});
