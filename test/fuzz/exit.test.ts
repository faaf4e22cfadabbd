import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

/** An empty cache: nobody has built the real server there. */
function codeOf(...args: string[]): number | null {
  const work = mkdtempSync(join(tmpdir(), "fuzz-exit-"));
  const env = { ...process.env, ACKADEMY_CACHE: work, TMPDIR: work };
  const { status } = spawnSync(process.execPath, ["--import", "tsx", MAIN, ...args], { env, stdio: "ignore" });
  rmSync(work, { recursive: true });
  return status;
}

test.each([
  [0, "no difference", ["--against", "sim", "--runs", "2"]],
  [1, "a difference", ["--against", "sim", "--runs", "1", "--fault", "wrong-delivery-count"]],
  [2, "bad input", ["--runs", "none"]],
  [3, "no broker", ["--runs", "1"]],
])("%i says that there is %s", (code, _what, args) => {
  expect(codeOf(...args)).toBe(code);
});
