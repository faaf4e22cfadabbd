import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ensureChromium, findChromium, type Machine } from "./chromium.ts";

let home: string;
let ran: string[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "ackademy-test-"));
  ran = [];
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function command(name: string): string {
  const file = join(home, "bin", name);
  mkdirSync(join(home, "bin"), { recursive: true });
  writeFileSync(file, "#!/bin/sh\n", { mode: 0o755 });
  return file;
}

/** `install` plays what apt-get does. */
function machine(isRoot: boolean, install: () => boolean = () => true): Machine {
  return {
    path: `${join(home, "nothing")}:${join(home, "bin")}`,
    isRoot,
    run: (name, args) => {
      ran.push([name, ...args].join(" "));
      return args[0] === "install" ? install() : true;
    },
  };
}

test("any of its names on the PATH will do, and nothing is installed", () => {
  const chrome = command("google-chrome");
  expect(ensureChromium(machine(true))).toBe(chrome);
  const chromium = command("chromium");
  expect(ensureChromium(machine(true))).toBe(chromium);
  expect(ran).toEqual([]);
});

test("a file that cannot be executed is not a browser", () => {
  mkdirSync(join(home, "bin"));
  writeFileSync(join(home, "bin", "chromium"), "", { mode: 0o644 });
  expect(findChromium(join(home, "bin"))).toBeUndefined();
});

test("root on Debian gets the package, with a font", () => {
  command("apt-get");
  const installed = ensureChromium(machine(true, () => command("chromium") !== ""));
  expect(installed).toBe(join(home, "bin", "chromium"));
  expect(ran).toEqual(["apt-get update", "apt-get install -y --no-install-recommends chromium fonts-dejavu-core"]);
});

test.each<[why: string, isRoot: boolean, hasApt: boolean, installs: boolean]>([
  ["without root", false, true, true],
  ["without apt", true, false, true],
  ["when the installation fails", true, true, false],
])("%s the error is one line that says what to install", (_why, isRoot, hasApt, installs) => {
  if (hasApt) command("apt-get");
  expect(() => ensureChromium(machine(isRoot, () => installs))).toThrow(
    /^no Chromium on the PATH: install one [^\n]*$/,
  );
});
