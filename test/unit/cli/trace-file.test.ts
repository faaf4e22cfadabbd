import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prepareTraceFile } from "../../../engine/cli/trace-file.ts";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import { decodeTraces, encodeTrace } from "../../../engine/scenario/trace-codec.ts";
import type { RunOutcome } from "../../../engine/scenario/run/run-types.ts";
import { cli } from "../../support/cli.ts";
import { requestFor, scenarioById } from "../../support/runs.ts";

let home: string;
let outcome: RunOutcome;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "ackademy-trace-"));
  outcome = await runVirtual(requestFor(scenarioById("crash-redelivery")));
});
afterAll(() => rm(home, { recursive: true }));

const old = async (name: string) => {
  const file = join(home, name);
  await writeFile(file, "what was there before");
  return file;
};

describe("--trace", () => {
  test("the file that was there stays until the new one is whole", async () => {
    const file = await old("whole.jsonl");
    const write = await prepareTraceFile(file);
    expect(await readFile(file, "utf8")).toBe("what was there before");
    await write([outcome, outcome]);
    expect(await readFile(file, "utf8")).toBe(encodeTrace(outcome) + encodeTrace(outcome));
    expect((await readdir(home)).filter((name) => name.includes("part"))).toEqual([]);
  });

  test("a link is followed", async () => {
    const file = await old("linked.jsonl");
    const link = join(home, "link.jsonl");
    await symlink(file, link);
    await (
      await prepareTraceFile(link)
    )([outcome]);
    expect(decodeTraces(await readFile(file, "utf8"), file)).toHaveLength(1);
  });

  test("a full disk costs the trace and not the result", async () => {
    const { code, stdout, stderr } = await cli(["run", "crash-redelivery", "--json", "--trace", "/dev/full"]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: "passed" });
    expect(stderr).toContain("--trace /dev/full: cannot be written: ENOSPC");
  });

  test("a device is written to as it is", async () => {
    await (
      await prepareTraceFile("/dev/null")
    )([outcome]);
  });

  test("a folder, and a place in one that is not there, are refused before anything runs", async () => {
    await expect(prepareTraceFile(home)).rejects.toThrow(/cannot be written: it is a folder/);
    await expect(prepareTraceFile(join(home, "no", "where"))).rejects.toThrow(/cannot be written: ENOENT/);
  });
});
