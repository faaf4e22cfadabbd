import { describe, expect, test } from "vitest";
import type { Comparison } from "../../../engine/scenario/compare/compare.ts";
import type { DesignRow } from "../../../engine/scenario/compare/level-table.ts";
import { cli } from "../../support/cli.ts";

describe.concurrent("flows on the command line", () => {
  test("without --level: one table of designs, what each is made of and what the business saw", async () => {
    const { code, stdout } = await cli(["run", "glue-double-command"]);
    expect(code).toBe(0);
    const rows = stdout.split("\n").filter((line) => /^(glue-L\d|orchestrated) /.test(line));
    expect(rows.map((row) => row.split(/\s+/)[0])).toEqual([
      ...[0, 1, 2, 3, 4, 5, 6].map((level) => `glue-L${level}`),
      "orchestrated",
    ]);
    expect(rows[0]).toMatch(/order-2: the customer paid more than once$/);
    expect(rows.slice(1).every((row) => row.endsWith("3 orders, all right"))).toBe(true);
    expect(stdout).not.toMatch(/coordinator-1 tells/);
  });

  test("--json carries the same table for programs", async () => {
    const { stdout } = await cli(["run", "glue-double-command", "--json"]);
    const { designs } = JSON.parse(stdout) as { designs: DesignRow[] };
    expect(designs.map(({ design }) => design)).toContain("orchestrated");
    expect(designs[0]).toMatchObject({ design: "glue-L0", verdict: "passed", parts: { queues: 7, stores: 0 } });
  });

  test("--level: one design, with its timeline", async () => {
    const { code, stdout } = await cli(["run", "glue-double-command", "--level", "0"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Level 0: naive/);
    expect(stdout).toMatch(/coordinator-1 commanded payment: charge for order-2/);
    expect(stdout).toMatch(/PASSED {2}Of 3 orders 3 completed; order-2: the customer paid more than once/);
  });

  test("compare: the same seeds in each design, and where they diverge", async () => {
    const { code, stdout } = await cli(["compare", "glue-late-reply", "--levels", "0,4", "--seeds", "3..5", "--json"]);
    expect(code).toBe(0);
    const { seeds, designs, firstDivergence } = JSON.parse(stdout) as Comparison;
    expect(seeds).toEqual([3, 4, 5]);
    expect(Object.keys(designs)).toEqual(["glue-L0", "glue-L4", "orchestrated"]);
    expect(designs["glue-L0"]).toMatchObject({
      runs: 3,
      flows: { ended: 9, stuck: 0, wrong: 3 },
      missingCompensations: 3,
    });
    expect(designs["glue-L4"]).toMatchObject({ flows: { wrong: 0 }, doubleEffects: 0 });
    expect(designs["orchestrated"]).toMatchObject({ flows: { ended: 9, wrong: 0 }, firstDivergence: null });
    expect(firstDivergence).toMatchObject({ between: ["glue-L0", "orchestrated"], seed: 3, flow: "order-2" });
  });

  test("compare for people and as Markdown", async () => {
    const plain = await cli(["compare", "glue-dual-write", "--levels", "5,6"]);
    expect(plain.stdout).toMatch(/orders wrong otherwise +1 +0 +0/);
    expect(plain.stdout).toMatch(/First divergence, between glue-L5 and orchestrated:/);
    const markdown = await cli(["compare", "glue-dual-write", "--levels", "6", "--markdown"]);
    expect(markdown.stdout).toMatch(/^\| flows ended \| 3 \| 3 \|$/m);
  });

  test.each([
    [["run", "crash-redelivery", "--level", "2"], /found no variant "level-2" in crash-redelivery/],
    [["run", "glue-happy", "--level", "7"], /Expected a number from 0 to 6/],
    [["run", "glue-happy", "--level", "2", "--variant", "level-2"], /found --variant level-2 too/],
    [["compare", "crash-redelivery"], /has no flow to compare/],
    [["compare", "glue-happy", "--levels", "7"], /numbers from 0 to 6/],
    [["compare", "glue-happy", "--seeds", "9..3"], /Expected a range of at most \d+ seeds, for example 1\.\.200/],
    [["compare", "glue-happy", "--seeds", "1..3", "--seed", "4"], /cannot be used with/],
  ] as const)("%j is refused with the remedy", async (args, words) => {
    const { code, stdout, stderr } = await cli([...args]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(words);
  });
});
