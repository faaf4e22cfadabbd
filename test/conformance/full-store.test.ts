import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../engine/index.ts";
import { NotAllStoredError } from "../../engine/queue/send/send-all.ts";
import { type ConfiguredServer, configuredServer } from "../support/configured-server.ts";

let server: ConfiguredServer;
beforeAll(async () => {
  server = await configuredServer();
  await server.start(`jetstream { store_dir: ${JSON.stringify(server.store)}, max_mem: 64MB, max_file: 1MB }`);
});
afterAll(() => server.close());

/** The simulated server has no disk that could be full. */
test("jobs that find the server's store full are refused: they are certainly not stored", async () => {
  const client = await connect({ servers: server.url });
  const queue = await client.queue({ name: "full" });
  const jobs = Array.from({ length: 40 }, (_, n) => ({ id: `job-${n}`, payload: "x".repeat(100_000) }));
  const thrown: unknown = await queue.sendAll(jobs).then(
    () => null,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(NotAllStoredError);
  const { outcomes } = thrown as NotAllStoredError;
  const told = (what: string) => outcomes.filter(({ outcome }) => outcome === what).length;
  expect(told("unanswered")).toBe(0);
  expect(told("refused")).toBeGreaterThan(0);
  expect(told("stored")).toBe((await queue.inspect()).stored);
  await client.close();
});
