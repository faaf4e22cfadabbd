import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { printOutcome } from "../../../engine/cli/print-outcome.ts";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import { requestFor, scenarioById } from "../../support/runs.ts";

beforeEach(() => vi.stubEnv("NO_COLOR", "").stubEnv("FORCE_COLOR", "1"));
afterEach(() => vi.unstubAllEnvs());

const RED = "\u001b[31m";
const YELLOW = "\u001b[33m";

test("a line has the colour of its event's tone, also where the event is a server's", async () => {
  const outcome = await runVirtual(requestFor(scenarioById("broker-restart")));
  let printed = "";
  printOutcome(outcome, { isTTY: true, write: (text: string) => (printed += text) });
  const coloursOf = (text: string) => {
    const lines = printed.split("\n").filter((line) => line.includes(text));
    return new Set(lines.map((line) => [RED, YELLOW].find((colour) => line.includes(colour))));
  };
  expect(coloursOf("the server nats-1 was killed")).toEqual(new Set([RED]));
  expect(coloursOf("lost its connection")).toEqual(new Set([YELLOW]));
});
