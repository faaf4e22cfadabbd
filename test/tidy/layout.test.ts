import { basename } from "node:path";
import { expect, test } from "vitest";
import { LAYERS } from "./lint/layers.js";
import { files, linesIn, read, sources } from "./repository.ts";

const TOP_LEVEL = [
  "engine",
  "lab",
  "scenarios",
  "test",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "README.md",
  "LICENSE",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
];
const MAX_LINES = 400;
const MAX_MEDIAN_LINES = 150;
/** Their names are read by tools or by people who look for them. */
const NAMED_BY_CUSTOM = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE"];

test("the top level is closed", () => {
  const entries = new Set(files.map((file) => file.split("/")[0] ?? ""));
  const extra = [...entries].filter((entry) => !TOP_LEVEL.includes(entry) && !entry.startsWith("."));
  expect(extra, "put it into engine, lab, scenarios or test; a tool's configuration into the folder it serves").toEqual(
    [],
  );
});

test(`no file has more than ${MAX_LINES} lines`, () => {
  const long = sources.filter((file) => linesIn(file) > MAX_LINES).map((file) => `${file}: ${linesIn(file)}`);
  expect(long, "split it where it does two things").toEqual([]);
});

test(`half of all files have at most ${MAX_MEDIAN_LINES} lines`, () => {
  const lengths = sources.map(linesIn).toSorted((a, b) => a - b);
  const median = lengths[Math.floor(lengths.length / 2)] ?? 0;
  expect(median, "files have grown: split the longest").toBeLessThanOrEqual(MAX_MEDIAN_LINES);
});

test("names of files and folders are in kebab-case", () => {
  const kebab = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
  const wrong = files.filter((file) => {
    // A folder of this name is where the code host looks for its forms.
    if (file.startsWith(".github/ISSUE_TEMPLATE/")) return false;
    const parts = NAMED_BY_CUSTOM.includes(basename(file)) ? file.split("/").slice(0, -1) : file.split("/");
    // Vitest puts screenshots into folders named after the test file, and names them after the test.
    return !file.includes("/__screenshots__/") && !parts.every((part) => kebab.test(part));
  });
  expect(wrong, "rename it: lower case, words joined by hyphens").toEqual([]);
});

test("each of the engine's folders is in engine/ARCHITECTURE.md", () => {
  const folders = new Set(files.flatMap((file) => /^engine\/([^/]+)\//.exec(file)?.[1] ?? []));
  const page = files.includes("engine/ARCHITECTURE.md") ? read("engine/ARCHITECTURE.md") : "";
  const missing = [...folders].filter((folder) => !page.includes(`${folder}/`));
  expect(missing, "say in engine/ARCHITECTURE.md what it is for and what it may import").toEqual([]);
});

test("each of the engine's folders has a row in the layer table", () => {
  const folders = new Set(files.flatMap((file) => /^engine\/[^/]+(?=\/)/.exec(file)?.[0] ?? []));
  const layers = Object.keys(LAYERS);
  const missing = [...folders].filter(
    (folder) => !layers.some((layer) => layer === folder || layer.startsWith(`${folder}/`)),
  );
  expect(missing, "give it a row in test/tidy/lint/layers.js").toEqual([]);
});
