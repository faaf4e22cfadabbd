import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Where the browser tests' Chromium comes from: the PATH, else Debian's package. It is never downloaded otherwise. */
const COMMAND_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** With a font, or a page's text has no glyphs and no width. */
const DEBIAN_PACKAGES = ["chromium", "fonts-dejavu-core"];

export const HOW_TO_GET_CHROMIUM =
  "no Chromium on the PATH: install one (Debian, as root: " +
  `apt-get update && apt-get install -y --no-install-recommends ${DEBIAN_PACKAGES.join(" ")}; ` +
  "elsewhere Chrome or Chromium, with `chromium` or `google-chrome` on the PATH)";

/** The browser's absolute path; undefined if there is none. */
export function findChromium(path: string = process.env["PATH"] ?? ""): string | undefined {
  for (const name of COMMAND_NAMES) {
    const found = onPath(name, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What `ensureChromium` asks of the machine; handed in so that its decisions can be tested without installing. */
export type Machine = {
  readonly path: string;
  readonly isRoot: boolean;
  /** Runs a command with its output shown; true when it ended with 0. */
  run(command: string, args: readonly string[]): boolean;
};

export const thisMachine: Machine = {
  path: process.env["PATH"] ?? "",
  isRoot: process.getuid?.() === 0,
  run: (command, args) =>
    spawnSync(command, args, {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    }).status === 0,
};

/** Chromium's path; installs Debian's package when that is allowed here. Throws one line that says what to do. */
export function ensureChromium(machine: Machine = thisMachine): string {
  const found = findChromium(machine.path);
  if (found !== undefined) return found;
  if (machine.isRoot && onPath("apt-get", machine.path) !== undefined) {
    const installed =
      machine.run("apt-get", ["update"]) &&
      machine.run("apt-get", ["install", "-y", "--no-install-recommends", ...DEBIAN_PACKAGES]);
    const now = findChromium(machine.path);
    if (installed && now !== undefined) return now;
  }
  throw new Error(HOW_TO_GET_CHROMIUM);
}

function onPath(name: string, path: string): string | undefined {
  for (const folder of path.split(delimiter)) {
    if (folder === "") continue;
    const file = join(folder, name);
    if (isExecutable(file)) return file;
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
