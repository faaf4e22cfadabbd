import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { Client } from "../../engine/queue/client.ts";
import type { ConformanceCase } from "./environment.ts";
import { runOnNats } from "./on-nats.ts";
import { runOnSim } from "./on-sim.ts";
import type { Example } from "./readme/example.ts";
import { EXAMPLES, PARTS } from "./readme/examples.ts";
import { runFirst, runFirstJob } from "./readme/first-job-run.ts";
import { stageFor } from "./readme/stage.ts";

/** The examples of engine/README.md run as they stand there, on every broker. */
function asCase({ name, run }: Example): ConformanceCase {
  return {
    id: `readme-${name}`,
    title: name,
    run: async (env) => run(stageFor(new Client(await env.connect("readme"), env.clock, env.namespace))),
  };
}

const NAMED = EXAMPLES.map((one) => [one.name, asCase(one)] as const);

describe("the examples of engine/README.md on sim", () => {
  test.each(NAMED)("%s", (_name, one) => runOnSim(one));
});

describe("the examples of engine/README.md on nats", () => {
  let server: NatsServer;
  beforeAll(async () => {
    server = await startNatsServer();
  });
  afterAll(() => server.stop());

  test.each(NAMED)("%s", (_name, one) => runOnNats(server.url, one));

  test("the first job, as a program of its own", async () => {
    const { code, printed } = await runFirstJob(server.url);
    expect(printed).toBe("attempt 1 of mail-1: { to: 'ann@example.org' }\n");
    expect(code).toBe(0);
  });
});

test("the first test in virtual time, and the first scenario, as programs of their own", async () => {
  expect(await runFirst("first-test")).toBe("first: delivery 1 of mail-1\nsecond: delivery 2 of mail-1\nleft: 0\n");
  expect(await runFirst("first-scenario")).toMatch(/^passed: .*\n(?:(?:passed|expected|not-applicable) [\w-]+\n)+$/);
});

test("the page shows the examples word for word, and no other code", () => {
  const page = readFileSync("engine/README.md", "utf8");
  const shown = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1] ?? "");
  const files = ["first-job", "first-test", "first-scenario", ...PARTS].map((name) =>
    readFileSync(`test/conformance/readme/${name}.ts`, "utf8"),
  );
  const written = files.flatMap((text) => [...text.matchAll(/^( *)\/\/ show: [\w-]+\n(.*?)^ *\/\/ end$/gms)]);
  const examples = written.map(([, indent = "", code = ""]) => code.replaceAll(new RegExp(`^${indent}`, "gm"), ""));
  expect(new Set(shown)).toEqual(new Set(examples));
});
