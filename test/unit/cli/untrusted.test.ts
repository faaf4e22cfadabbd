import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { printOutcome } from "../../../engine/cli/print-outcome.ts";
import { printable, printableJson } from "../../../engine/kernel/printable.ts";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import { encodeTrace } from "../../../engine/scenario/trace-codec.ts";
import type { RunOutcome } from "../../../engine/scenario/run/run-types.ts";
import { cli } from "../../support/cli.ts";
import { requestFor, scenarioById } from "../../support/runs.ts";

/** Sets a terminal's title, clears it by a one-byte sequence, turns the text around, and begins a line of its own. */
const EVIL = "\u001b]0;pwned\u0007\u009b2J\u202e\nPASSED";
const CONTROLS = /[^\n\P{Cc}]|[\u2028\u2029\u202a-\u202e]/u;

let home: string;
let outcome: RunOutcome;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "ackademy-cli-"));
  outcome = await runVirtual(requestFor(scenarioById("poison-dlq")));
});
afterAll(() => rm(home, { recursive: true }));

/** Somebody else's trace: each text of it that a reader is shown is hostile. */
function hostile({ header, events, ...rest }: RunOutcome): RunOutcome {
  const names = /^(type|id|cause|queue|point|reason|by|state)$/;
  const poisoned = (_key: string, value: unknown) =>
    typeof value === "string" && !names.test(_key) ? `${value}${EVIL}` : value;
  const scenario = { ...header.scenario, title: header.scenario.title + EVIL, shows: EVIL };
  return {
    ...rest,
    header: { ...header, scenario },
    events: JSON.parse(JSON.stringify(events, poisoned)) as RunOutcome["events"],
  };
}

test.each([[[]], [["--json"]], [["--diagram"]]])("a trace of somebody else's, replayed with %j", async (options) => {
  const file = join(home, `hostile${options.join("")}.jsonl`);
  await writeFile(file, encodeTrace(hostile(outcome)));
  const { stdout, stderr } = await cli(["replay", file, ...options]);
  expect(stderr).toBe("");
  expect(stdout).not.toMatch(CONTROLS);
  if (options.length === 0) expect(stdout).toContain(String.raw`\x1b]0;pwned\x07\x9b2J\u202e\x0aPASSED`);
});

test("a scenario file that is wrong, and its name, are said without what they hold", async () => {
  const file = join(home, "evil\u001b[2J.json");
  await writeFile(file, JSON.stringify({ id: EVIL }));
  const { code, stderr } = await cli(["validate", file]);
  expect(code).toBe(2);
  expect(stderr).not.toMatch(CONTROLS);
});

test("a run of 200,000 events is printed, with its verdict", () => {
  const [event] = outcome.events;
  if (event === undefined) throw new Error("nothing happened");
  const events = Array.from({ length: 200_000 }, () => event);
  let printed = "";
  printOutcome({ ...outcome, events }, { write: (text) => (printed += text) });
  expect(printed).toContain("199600 more events");
  expect(printed).toContain("PASSED");
});

test("printable text is left as it is, and JSON stays the same JSON", () => {
  const text = "Zürich → 東京 👩‍🚀 €5 \\x1b";
  expect(printable(text)).toBe(text);
  expect(JSON.parse(printableJson({ text: text + EVIL }, 2))).toEqual({ text: text + EVIL });
});
