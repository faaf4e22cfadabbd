import { describe, expect, test } from "vitest";
import { LinkError } from "../../lab/src/session/errors.ts";
import { decodeLink } from "../../lab/src/session/decode-link.ts";
import { encodeLink, type Link } from "../../lab/src/session/link.ts";
import { pack, unpack } from "../../lab/src/session/link-text.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import { shop } from "./trace-builder.ts";

const link: Link = {
  scenario: "crash-redelivery",
  engine: "0.1.0",
  setup: {
    variant: "default",
    knobs: { "ack-wait": 2_000, mode: "slow", on: true, none: null },
    seed: 7,
    interventions: (["crash", "restart", "pause", "resume"] as const).map((kind, n) => ({
      afterTick: 41 + n,
      atMs: 3_200,
      action: { kind, actor: "worker-1" },
    })),
    broker: "sim",
    atMs: 3_904,
  },
};
const decode = (text: string) => decodeLink(text, localRunner.check);
const problemOf = async (text: string): Promise<string> => {
  const thrown: unknown = await decode(text).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(Error);
  expect(thrown).toHaveProperty("remedy", expect.stringMatching(/\w/));
  return (thrown as Error).message;
};

describe("a link", () => {
  test("says again what it was made of, in characters that a URL keeps", async () => {
    const text = await encodeLink(link);
    expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(await decode(text)).toEqual(link);
    expect(await decode(`  ${text}\n`)).toEqual(link);
  });

  test("carries a whole scenario that is none of ours, and it is checked", async () => {
    const own = { ...link, scenario: shop({ title: "Größe 12 – “ä”" }) };
    expect(await decode(await encodeLink(own))).toEqual(own);
    const broken = { ...link, scenario: { ...shop(), workers: [] } };
    expect(await problemOf(await encodeLink(broken))).toMatch(/^the link's scenario: workers: /);
  });

  test("the moment is a whole millisecond", async () => {
    const at = { ...link, setup: { ...link.setup, atMs: 12.75 } };
    expect((await decode(await encodeLink(at))).setup.atMs).toBe(12);
  });

  test.each([
    ["nothing", "", /it is empty/],
    ["foreign characters", "ab+c/d=", /characters that no link has/],
    ["a cut text", "q1YqSy", /damaged or was cut short/],
    ["a text of another kind", "hello", /damaged or was cut short/],
  ])("refuses %s", async (_what, text, problem) => {
    expect(await problemOf(text)).toMatch(problem);
    await expect(decode(text)).rejects.toBeInstanceOf(LinkError);
  });

  test("a link cut anywhere is refused, or is whole", async () => {
    const text = await encodeLink(link);
    for (let length = 1; length < text.length - 1; length++) {
      await expect(decode(text.slice(0, length))).rejects.toBeInstanceOf(LinkError);
    }
  });

  test("names the place, what was found and what was expected", async () => {
    const made = JSON.parse(await unpack(await encodeLink(link))) as Record<string, unknown>;
    const problem = async (change: Record<string, unknown>) =>
      problemOf(await pack(JSON.stringify({ ...made, ...change })));
    expect(await problem({ seed: "seven" })).toMatch(/seed: found "seven", expected number/);
    expect(await problem({ format: 2 })).toMatch(/format: found 2, expected 1/);
    expect(await problem({ atMs: -1 })).toMatch(/atMs: found -1/);
    expect(
      await problem({ interventions: [{ afterTick: 1, atMs: 1, action: { kind: "explode", actor: "a" } }] }),
    ).toMatch(/interventions\.0\.action\.kind: found "explode"/);
    expect(await problem({ extra: 1 })).toMatch(/extra/);
    expect(await problemOf(await pack("[1"))).toMatch(/it does not contain a run/);
  });

  test("what unpacks to more than any run needs is refused", async () => {
    expect(await problemOf(await pack(" ".repeat(2_000_000)))).toMatch(/more than 1000000 bytes/);
  });
});
