import { execFile, type ExecFileException } from "node:child_process";
import { cp, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../support/cli.ts";

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** The package, installed in a folder outside the repository. */
export type Installed = {
  readonly folder: string;
  readonly tarball: string;
  /** Runs a program there, without anything of this repository. */
  run(command: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>;
  remove(): Promise<void>;
};

const PROGRAMS = new URL("./programs", import.meta.url);
/** What a TypeScript user has installed as well. */
const TYPES = "@types/node@20";

/** Packs the repository as `npm publish` would, and installs the package as a user does. */
export async function installPackage(): Promise<Installed> {
  // The real path: on some systems the folder for temporary files is a link.
  const folder = await realpath(await mkdtemp(join(tmpdir(), "ackademy-package-")));
  const run: Installed["run"] = (command, args, env = {}) => runIn(folder, command, args, env);
  const packed = await runIn(ROOT, "npm", ["pack", "--silent", "--pack-destination", folder], {});
  const tarball = join(folder, succeeded(packed).trim().split("\n").at(-1) ?? "");
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "shop", private: true, type: "module" }));
  const quiet = ["--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
  succeeded(await run("npm", ["install", ...quiet, tarball, TYPES]));
  await cp(PROGRAMS, folder, { recursive: true });
  return { folder, tarball, run, remove: () => rm(folder, { recursive: true }) };
}

/** The output of a command that has to succeed. */
export function succeeded({ code, stdout, stderr }: Ran): string {
  if (code !== 0) throw new Error(`ended with ${code}: ${stderr}${stdout}`);
  return stdout;
}

/** What npm and vitest tell their children about this repository. */
const OURS = /^(npm_(package|lifecycle|config_local_prefix)|NODE_OPTIONS|NODE_PATH|VITEST|INIT_CWD)/i;

/** The environment of a shell of the user's. */
function environment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !OURS.test(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? ""]));
}

function runIn(
  cwd: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...environment(), ...env }, maxBuffer: 64_000_000 };
    execFile(command, [...args], options, (error: ExecFileException | null, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      resolve({ code, stdout, stderr });
    });
  });
}
