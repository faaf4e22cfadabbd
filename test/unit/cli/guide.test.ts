import { describe, expect, test } from "vitest";
import { checkScenario } from "../../../engine/scenario/validate.ts";
import { cli } from "../../support/cli.ts";

describe.concurrent("guide", () => {
  test("without answers it prints the questions", async () => {
    const { code, stdout } = await cli(["guide"]);
    expect(code).toBe(0);
    expect(stdout).toContain("kind=event  This happened");
  });

  test("with answers it prints the verdict, the rules that fired, their proofs and when they are wrong", async () => {
    const { code, stdout } = await cli(["guide", "kind=event", "consumers=open"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^A log {2}Use a log/);
    expect(stdout).toContain("Wrong if: The message is a command");
    expect(stdout).toContain("Runs that prove it: queue-vs-log, fan-out");
    expect(stdout).toContain("#/guide/kind=event&consumers=open");
  });

  test("--scenario prints a scenario that is valid, --json the verdict", async () => {
    const [scenario, verdict] = await Promise.all([
      cli(["guide", "order=per-key", "--scenario"]),
      cli(["guide", "order=per-key", "--json"]),
    ]);
    expect(checkScenario(JSON.parse(scenario.stdout)).problems).toBeUndefined();
    expect(JSON.parse(verdict.stdout)).toMatchObject({ id: "queue", tools: ["queue"], answers: { order: "per-key" } });
  });

  test("an answer that it does not have is bad input", async () => {
    const { code, stderr } = await cli(["guide", "kind=smoke"]);
    expect(code).toBe(2);
    expect(stderr).toContain('found "smoke" for kind, expected one of command, event, query');
  });
});
