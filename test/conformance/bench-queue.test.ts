import { afterAll, beforeAll, expect, test } from "vitest";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { readOptions } from "../bench/queue/options.ts";
import { runBench } from "../bench/queue/session.ts";
import { tablesOf } from "../bench/queue/tables.ts";

/** `npm run bench:queue` at its smallest, on NATS alone, so that it does not rot unseen. */
let server: NatsServer;
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(() => server.stop());

test("every measurement runs, and every cell that NATS has is filled", async () => {
  const args = ["--rounds", "1", "--scale", "0.01", "--without", "bullmq", "--without", "rabbitmq"];
  const findings = await runBench(readOptions(args), server, () => undefined);
  const tables = tablesOf(findings);
  expect([...tables.keys()]).toEqual(["bare", "others", "ways", "features", "memory"]);
  for (const name of ["bare", "ways", "features"]) expect(tables.get(name), name).not.toMatch(/–|NaN|Infinity/);
  expect(findings.measures.size).toBe(6);
  expect(findings.memory?.jobs).toBe(1_000);
});

test("options that it does not have are refused with those that it has", () => {
  expect(() => readOptions(["--only", "sleep"])).toThrow("--only: found sleep, expected one of send, send-many");
  expect(() => readOptions(["--rounds", "0"])).toThrow("--rounds: found 0, expected 1 or more");
  expect(() => readOptions(["--prefetch=-1"])).toThrow("--prefetch: found -1, expected 0 or more");
  expect(readOptions([])).toMatchObject({ rounds: 5, scale: 1, prefetch: 8, json: false, writeDocs: false });
});
