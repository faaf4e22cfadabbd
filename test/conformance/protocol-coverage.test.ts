import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { PROTOCOL_CASES } from "./protocol/cases.ts";
import { listenIn, type Spoken } from "./protocol/coverage.ts";
import { STORED_CASES } from "./stored/cases.ts";

/**
 * Whatever the simulated server can be asked and can say is in a case, so that the real server has been asked as well: a new
 * operation, error, status or advisory without one fails here.
 */
let spoken: Spoken;
beforeAll(async () => {
  spoken = await listenIn([...PROTOCOL_CASES, ...STORED_CASES]);
});

/** What the groups of `pattern` find in the server's own source. */
function inSource(files: readonly string[], pattern: RegExp): string[] {
  const found = files.flatMap((file) => {
    const source = readFileSync(new URL(`../../engine/sim/${file}`, import.meta.url), "utf8");
    return [...source.matchAll(pattern)].map(([, group = ""]) => group);
  });
  expect(found.length, "the source is read as it is written").toBeGreaterThan(3);
  return [...new Set(found)];
}

test("every operation that is answered has been asked for, and each answer has been one of success and one of error", () => {
  expect(spoken.operations.length).toBeGreaterThan(15);
  expect(spoken.operations.filter((name) => !spoken.asked.includes(`PUB $JS.API.${name}`))).toEqual([]);
  const types = inSource(
    ["stream", "message", "consumer"].map((name) => `api/${name}-api.ts`),
    /[":] "([a-z]+_[a-z_]+)"[,;]/g,
  );
  const answered = (name: string, rest: RegExp) =>
    new RegExp(`"io\\.nats\\.jetstream\\.api\\.v1\\.${name}_response",${rest.source}`).test(spoken.said);
  const never = types.filter((name) => !answered(name, /"error"/) || !answered(name, /"(?!error")/));
  expect(never).toEqual([]);
});

test("every error of the API has been met", () => {
  const codes = inSource(["api/api-errors.ts"], /define\(\s*\d+,\s*(\d+)/g);
  expect(codes.filter((code) => !spoken.said.includes(`"err_code":${code}`))).toEqual([]);
});

test("every status has been met", () => {
  const folder = ["consumer", "pull-limits", "pull-queue", "pull-request", "push-outlet", "outlet"];
  const files = [...folder.map((name) => `consumer/${name}.ts`), "api/direct-api.ts"];
  const statuses = inSource(files, /[`"]([14]\d\d [A-Z][^`"$…]*)[`"$]/g);
  expect(statuses.filter((status) => !spoken.said.includes(`NATS/1.0 ${status}`))).toEqual([]);
});

test("every advisory has been heard", () => {
  const kinds = inSource(["advisories.ts"], /, "([a-z_]+)", (?:\{|body)/g);
  expect(kinds.filter((kind) => !spoken.said.includes(`"io.nats.jetstream.advisory.v1.${kind}"`))).toEqual([]);
});
