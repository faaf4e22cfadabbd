import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ENGINE_VERSION } from "../../engine/version.ts";

test("the engine's version is package.json's: it stands in every stored trace and link", () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  expect(ENGINE_VERSION).toBe(version);
});
