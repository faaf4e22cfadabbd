import { expect, test } from "vitest";
import { files, linesThatMatch, read, sources } from "./repository.ts";

/** This folder names what it forbids. */
const outsideTidy = files.filter((file) => !file.startsWith("test/tidy/"));
const sourcesOutsideTidy = sources.filter((file) => outsideTidy.includes(file));
const tests = sourcesOutsideTidy.filter((file) => file.startsWith("test/"));
const texts = outsideTidy.filter((file) => !/\.(png|ico|woff2|webp|gz)$/.test(file));

test("nothing is left to do", () => {
  const found = linesThatMatch(/\b(TODO|FIXME|XXX|HACK)\b/, sourcesOutsideTidy);
  expect(found, "do it now, or write an issue").toEqual([]);
});

test("no test is left out or runs alone", () => {
  // It leaves cases to `npm run test:full`, and says how many.
  const sampling = "test/support/sampled.ts";
  const found = linesThatMatch(
    /\b(test|it|describe|suite)\s*\.\s*(only|skip|todo|fails|skipIf|runIf)\b/,
    tests.filter((file) => file !== sampling),
  );
  expect(
    found,
    "remove the modifier: a test that does not run proves nothing, and it is not seen to be missing",
  ).toEqual([]);
});

test("no test waits for a time of its own choosing", () => {
  const sleeps = /\bsystemClock\(\)\s*\.\s*(sleep|setTimeout)|\bwaitForTimeout\(|from "node:timers/;
  expect(linesThatMatch(sleeps, tests), "wait for the event itself, with `once`, `expect.poll` or a promise").toEqual(
    [],
  );
});

test("the command line prints through one door, which lets no control character of others through", () => {
  const printers = sourcesOutsideTidy.filter((file) => file.startsWith("engine/cli/") && !file.endsWith("/output.ts"));
  const found = linesThatMatch(/\b(stdout|stderr|output)\.write\(|\bconsole\./, printers);
  expect(found, "use printLines or printJson of engine/cli/output.ts").toEqual([]);
});

test("no barrels: a file that only passes on what others export", () => {
  /** The engine's doors, for the lab and for other programs, by design. */
  const doors = [
    ...["engine/browser.ts", "engine/views.ts", "engine/index.ts"],
    ...["engine/package/flow.ts", "engine/package/scenario.ts", "engine/package/sim.ts"],
  ];
  const statement = /^(import|export)\b[^;]*;$/gm;
  const barrels = sourcesOutsideTidy.filter((file) => {
    if (doors.includes(file) || !/\.tsx?$/.test(file)) return false;
    const code = read(file).replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
    const isReexport = /^export\b[^;]*\bfrom\b/.test(code.trim());
    return isReexport && code.replaceAll(statement, "").trim() === "";
  });
  expect(barrels, "import each name from the file that defines it").toEqual([]);
});

test("the lab hands no list of unknown length to Math.max or Math.min", () => {
  const spread = /\bMath\.(?:max|min)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*?\.\.\./;
  const found = sourcesOutsideTidy.filter((file) => file.startsWith("lab/src/") && spread.test(read(file)));
  expect(found, "use largest or smallest of engine/kernel/extremes.ts: a long list overflows the stack").toEqual([]);
});

test("nothing names the machine that it was written on", () => {
  const ownPath = /(?<![\w.$}])\/(root|home|Users|work|tmp)\/\w/;
  expect(linesThatMatch(ownPath, texts), "use a path from the repository's root, or ask the system").toEqual([]);
});

test("nothing names a host that packages come from", () => {
  const host =
    /\b(registry\.npmjs|npmmirror|deb\.debian|ftp\.\w+\.debian|security\.debian|archive\.ubuntu|\w+\.pkg\.dev|jfrog)\b/;
  expect(linesThatMatch(host, texts), "each machine has its own: leave it to npm and apt").toEqual([]);
  // A workspace has a path here, all others would have an address.
  const locked = linesThatMatch(/"resolved": "[a-z+]+:/, ["package-lock.json"]);
  expect(locked, "run `npm install` with omit-lockfile-registry-resolved=true").toEqual([]);
});

test("each conformance case has an id of its own", () => {
  const cases = tests.filter((file) => file.startsWith("test/conformance/"));
  const ids = cases.flatMap((file) => [...read(file).matchAll(/^ {4}id: "([A-Z]+-\d+)"/gm)].map((match) => match[1]));
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
  expect(ids.length).toBeGreaterThan(200);
  expect(twice, "give the newer case the next number that is free").toEqual([]);
});

test("comments and pages name only files that are there", () => {
  const endings = new Set(files.flatMap((file) => file.split("/").map((_, i, parts) => parts.slice(i).join("/"))));
  const named = /(?<![\w./<-])(?:[\w-]+\/)*[\w-]+\.tsx?\b/g;
  const readers = outsideTidy.filter((file) => /\.(md|ts|tsx)$/.test(file) && file !== "CHANGELOG.md");
  const found = readers.flatMap((file) =>
    read(file)
      .split("\n")
      .flatMap((line, index) => {
        if (!file.endsWith(".md") && !/^\s*(\*|\/\*|\/\/)/.test(line)) return [];
        return [...line.matchAll(named)].flatMap(([path]) =>
          endings.has(path) ? [] : [`${file}:${index + 1}  ${path}`],
        );
      }),
  );
  expect(found, "the file was moved or renamed: name it as it is called now").toEqual([]);
});
