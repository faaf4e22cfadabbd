import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { section } from "../../docs/sections.ts";
import { vocabularyTable } from "../../docs/vocabulary-table.ts";

test("the engine's page gives its names in other systems from the vocabulary", () => {
  const page = readFileSync(fileURLToPath(new URL("../../../engine/README.md", import.meta.url)), "utf8");
  expect(section(page, "vocabulary")).toBe(vocabularyTable());
});
