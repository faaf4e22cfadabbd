import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProgram } from "../../../engine/cli/program.ts";
import { BadInputError } from "../../../engine/kernel/errors.ts";
import { cli } from "../../support/cli.ts";

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "ackademy-cli-"));
  const small = [
    "id: small",
    "title: Small",
    "shows: A thing.",
    "queues: [{ name: orders }]",
    "producers: [{ name: shop, queue: orders, jobs: 1 }]",
  ];
  const workers = "workers: [{ name: worker, queue: orders, handler: { kind: work, serviceMs: 5 } }]";
  const files: Record<string, string> = {
    "good.yaml": [...small, workers].join("\n"),
    "wrong-field.yaml": [...small, workers, "seed: -1"].join("\n"),
    "wrong-name.yaml": [...small, workers.replace("queue: orders", "queue: mails")].join("\n"),
    "broken.yaml": "id: small\ntitle: [Small\n",
    "broken.json": '{"id": "small",}',
    "notes.txt": "id: small",
    "deep.json": `{"id":${"[".repeat(200_000)}${"]".repeat(200_000)}}`,
    "deep.yaml": `id: ${"[".repeat(200_000)}${"]".repeat(200_000)}`,
    "deep-trace.jsonl": `{"format":"ackademy-trace","scenario":${"[".repeat(200_000)}${"]".repeat(200_000)}}\n`,
    "self.yaml": [...small, workers, "knobs: &all [*all]"].join("\n"),
    "laughs.yaml": laughs(),
    "big.yaml": `# ${"x".repeat(10_000_000)}\n${[...small, workers].join("\n")}`,
    "slow-wire.yaml": [...small, workers, "hopMs: 2600"].join("\n"),
    "much-money.yaml": [...small.slice(0, 4), MUCH, workers].join("\n"),
    "own.yaml": [
      ...small,
      "workers: [{ name: worker, queue: orders, handler: { kind: function, name: charge } }]",
    ].join("\n"),
    "handlers.ts": "export async function charge(job: { id: string }) {\n  return job.id;\n}\n",
    "other-handlers.ts": "export const other = () => 1;",
    "syntax-handlers.ts": "export const charge = () => 1;\nexport const = 2;",
    "not-a-trace.jsonl": '{"format":"ackademy-trace","formatVersion":3}\n',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(home, name), text);
});
afterAll(() => rm(home, { recursive: true }));

const MUCH = "producers: [{ name: shop, queue: orders, jobs: 1, amountCents: 1000000001 }]";

/** Each anchor holds the one before nine times: some hundred bytes that would be gigabytes. */
function laughs(): string {
  const lines = Array.from({ length: 12 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(", ")}]`);
  return ["a0: &a0 [ha]", ...lines].join("\n");
}

/** Arguments (file names stand in the test's folder), and what the error must say. */
type Bad = readonly [args: readonly string[], says: RegExp];

const BAD: readonly Bad[] = [
  [["validate", "wrong-name.yaml"], /wrong-name\.yaml: workers\.0\.queue: found "mails", expected one of orders/],
  [["validate", "broken.yaml"], /broken\.yaml: is not YAML \(line \d\): /],
  [["validate", "broken.json"], /broken\.json: is not JSON: /],
  [["validate", "deep.json"], /deep\.json: is nested deeper than 100 levels/],
  [["validate", "deep.yaml"], /deep\.yaml: is nested too deeply/],
  [["replay", "deep-trace.jsonl"], /deep-trace\.jsonl, line 1: is nested deeper than 100 levels/],
  [["validate", "self.yaml"], /self\.yaml: is nested deeper than 100 levels, or contains itself/],
  [["validate", "laughs.yaml"], /laughs\.yaml: is not YAML: Excessive alias count/],
  [["validate", "big.yaml"], /big\.yaml: is too large, expected at most 1000000 bytes/],
  [["validate", "slow-wire.yaml"], /slow-wire\.yaml: hopMs: found 2600, expected at most 300/],
  [
    ["validate", "much-money.yaml"],
    /much-money\.yaml: producers\.0\.amountCents: found 1000000001, expected at most 1000000000/,
  ],
  [["validate", "notes.txt"], /notes\.txt: found the extension "\.txt", expected \.yaml, \.yml or \.json/],
  [["validate", "nowhere.yaml"], /nowhere\.yaml: cannot be read/],
  [["run", "wrong-field.yaml"], /wrong-field\.yaml: seed: found -1, expected at least 0/],
  [["run", "crash-redeliver"], /found "crash-redeliver", expected one of [a-z, -]*crash-redelivery/],
  [["run", "crash-redelivery", "--set", "ack-wait"], /--set ack-wait: found no '=', expected knob=value/],
  [
    ["run", "crash-redelivery", "--set", "akc-wait=5"],
    /--set akc-wait=5: found the knob "akc-wait", expected one of ack-wait/,
  ],
  [
    ["run", "crash-redelivery", "--set", "ack-wait=soon"],
    /knob ack-wait: found "soon", expected a whole number from 500 to 10000/,
  ],
  [["run", "crash-redelivery", "--variant", "b"], /variant: found "b", expected one of default/],
  [
    ["run", "crash-redelivery", "--server", "nats://localhost"],
    /--server: found "nats:\/\/localhost" with --broker sim/,
  ],
  [
    ["run", "broker-restart", "--broker", "nats", "--server", "nats://localhost"],
    /--server: found "nats:\/\/localhost", expected no server: this scenario kills its servers/,
  ],
  [["run", "crash-redelivery", "--trace", "no/such/folder/trace.jsonl"], /--trace .*trace\.jsonl: cannot be written/],
  [["run", "own.yaml"], /small: workers\.0\.handler\.name: found "charge", and no handlers file that exports it/],
  [["run", "own.yaml", "--handlers", "missing-handlers.ts"], /missing-handlers\.ts: cannot be read/],
  [["run", "own.yaml", "--handlers", "notes.txt"], /notes\.txt: is no handlers file/],
  [["run", "own.yaml", "--handlers", "syntax-handlers.ts"], /syntax-handlers\.ts:2: is not TypeScript or JavaScript/],
  [["run", "own.yaml", "--handlers", "other-handlers.ts"], /other-handlers\.ts: exports no function "charge"/],
  [["run", "good.yaml", "--handlers", "handlers.ts"], /found no handler of the kind `function` in small/],
  [["open", "deep-trace.jsonl"], /deep-trace\.jsonl, line 1: is nested deeper than 100 levels/],
  [
    ["replay", "not-a-trace.jsonl"],
    /not-a-trace\.jsonl, line 1: found format "ackademy-trace" version 3, expected "ackademy-trace" version 1 or 2/,
  ],
];

/** Those that Commander words, and one of ours, as a process of its own. */
const BAD_PROCESSES: readonly Bad[] = [
  [["validate", "wrong-field.yaml"], /wrong-field\.yaml: seed: found -1, expected at least 0/],
  [["run", "crash-redelivery", "--broker", "rabbit"], /'rabbit' is invalid.*sim, nats/],
  [["run", "crash-redelivery", "--seed", "minus one"], /'minus one' is invalid.*whole number from 0/],
  [["run", "crash-redelivery", "--seed", "4294967296"], /'4294967296' is invalid/],
  [["run"], /missing required argument/],
  [["dance"], /unknown command/],
];

const isFile = (word: string) => /\.(yaml|json|txt|jsonl|ts)$/.test(word);
const inPlace = (args: readonly string[]) => args.map((word) => (isFile(word) ? join(home, word) : word));
const named = (cases: readonly Bad[]) => cases.map(([args, says]) => [args.join(" "), args, says] as const);

test.each(named(BAD))("%s: bad input that says what and where, before anything starts", async (_line, args, says) => {
  const codes: number[] = [];
  const parsing = createProgram((code) => codes.push(code)).parseAsync(["node", "scenario", ...inPlace(args)]);
  await expect(parsing).rejects.toBeInstanceOf(BadInputError);
  await expect(parsing).rejects.toThrow(says);
  expect(codes).toEqual([]);
});

describe.concurrent("as a process", () => {
  test.each(named(BAD_PROCESSES))("%s: exits 2 with nothing on standard output", async (_line, args, says) => {
    const { code, stdout, stderr } = await cli(inPlace(args));
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(says);
    // A complaint is no crash of ours.
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  test("a good file exits 0, for validate and for run", async () => {
    const [validated, ran] = await Promise.all([
      cli(["validate", join(home, "good.yaml")]),
      cli(["run", join(home, "good.yaml"), "--json"]),
    ]);
    expect(validated).toMatchObject({ code: 0, stderr: "" });
    expect(validated.stdout).toMatch(/good\.yaml: valid; small/);
    expect(ran.code).toBe(0);
    const own = await cli(["run", join(home, "own.yaml"), "--handlers", join(home, "handlers.ts"), "--json"]);
    expect([own.code, own.stderr]).toEqual([0, ""]);
    expect(JSON.parse(ran.stdout)).toMatchObject({ scenario: "small", verdict: "passed", seed: 1 });
  });
});
