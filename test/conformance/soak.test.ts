import { afterAll, beforeAll, expect, test } from "vitest";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { runOnNats } from "../../engine/scenario/run/run-nats.ts";
import { runSeries } from "../soak/series.ts";
import { sumOf } from "../soak/tally.ts";

let server: NatsServer;
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(() => server.stop());

/** A sample of `npm run soak -- --broker nats`, side by side. */
test("three seeds of random faults on a real server leave no orchestrated order stuck, doubled or half undone", async () => {
  const place = { run, sideBySide: 3, onRun: () => undefined };
  const series = { design: "orchestrated", firstSeed: 33, runs: 3, longPauses: false } as const;
  const { tally, failures } = await runSeries(series, place);
  expect(failures.map(({ faults, judgement }) => [faults.says, judgement.wrong, judgement.run])).toEqual([]);
  expect(tally).toMatchObject({ runs: 3, orders: 12, wrongOrders: 0 });
  expect(sumOf(tally.struck)).toBeGreaterThan(3);
});

const run: Parameters<typeof runSeries>[1]["run"] = (request) => runOnNats(request, { urls: [server.url] });
