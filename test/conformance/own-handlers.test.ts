import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CombinedReport } from "../../engine/cli/combine.ts";
import { decodeTraces } from "../../engine/scenario/trace-codec.ts";
import { cli, type Ended } from "../support/cli.ts";
import { chargingHandlers, OWN_HANDLERS } from "../support/handlers.ts";

const LOOP = `export async function charge(job, tools) {
  await tools.sleep(5);
  for (let n = 0; n >= 0; n++) {}
}
export function mail() {}
`;

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "ackademy-handlers-"));
  const files = {
    "own.json": JSON.stringify(OWN_HANDLERS),
    "bug.ts": chargingHandlers({ key: false }),
    "fixed.ts": chargingHandlers({ key: true }),
    "loop.js": LOOP,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(home, name), text);
});
afterAll(() => rm(home, { recursive: true }));

function run(broker: string, handlers: string): Promise<Ended> {
  const trace = ["--trace", join(home, `${broker}.jsonl`)];
  return cli([
    "run",
    join(home, "own.json"),
    "--handlers",
    join(home, handlers),
    "--broker",
    broker,
    "--json",
    ...trace,
  ]);
}

const failed = ({ stdout }: Ended) =>
  (JSON.parse(stdout) as CombinedReport).checks.filter(({ outcome }) => outcome === "failed").map(({ id }) => id);

// On `nats`, each worker is a process of its own, and the crash is a SIGKILL.
test.each(["sim", "wasm", "nats"])("%s: the same file has the same bug, and the same remedy", async (broker) => {
  const bug = await run(broker, "bug.ts");
  expect(bug.stdout, bug.stderr).not.toBe("");
  expect([bug.code, failed(bug)]).toEqual([1, ["paid-once", "effects-at-most-once"]]);
  const fixed = await run(broker, "fixed.ts");
  expect([fixed.code, failed(fixed)]).toEqual([0, []]);
  const [stored] = decodeTraces(await readFile(join(home, `${broker}.jsonl`), "utf8"), "trace");
  const errors = (stored?.events ?? []).flatMap((event) => (event.type === "job-failed" ? [event.error] : []));
  expect(errors).toEqual(["no such address (fixed.ts:15)"]);
});

test.each(["sim", "wasm", "nats"])("%s: a function that does not give control back ends the run", async (broker) => {
  const { code, stdout, stderr } = await run(broker, "loop.js");
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(
    /loop\.js: charge did not give control back after line [23]: it was stopped after ten million steps/,
  );
  expect(stderr).toMatch(/End its loop, or wait in it/);
});
