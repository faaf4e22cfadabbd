import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { errorText } from "../../kernel/errors.ts";
import { type AptSource, parseDeb822Sources, parseOneLineSources, sourceForSuite } from "./apt-sources.ts";

/*
 * Downloads packages of a newer Debian suite without installing them and without root. It uses a separate apt state and the
 * mirror of the machine's own sources; apt checks the signature, and `dpkg -x` unpacks.
 *
 * A1  The machine's apt state is only read. Lists, cache and status are in `work`.
 * A2  Names no mirror and no package file: apt resolves the packages from the signed index.
 */
const run = promisify(execFile);
const TIMEOUT_MS = 300_000;
const ARCHIVE_KEYRINGS = [
  "/usr/share/keyrings/debian-archive-keyring.pgp",
  "/usr/share/keyrings/debian-archive-keyring.gpg",
];

export type AptFetch = {
  readonly suite: string;
  readonly packages: readonly string[];
  /** Whether to download their dependencies too, without recommended packages. */
  readonly withDependencies: boolean;
  /** An empty folder, which the caller removes. */
  readonly work: string;
  readonly aptFolder: string;
  readonly env: NodeJS.ProcessEnv;
};

/** Downloads and unpacks packages. Returns their root folder, inside `work`. Rejects with the message of apt or dpkg. */
export async function fetchFromSuite(fetch: AptFetch): Promise<string> {
  const { suite, work, aptFolder, env } = fetch;
  const source = sourceForSuite(await readAptSources(aptFolder), suite, await archiveKeyring());
  if (source === undefined) throw new Error("found no Debian archive in apt's sources");
  const config = await isolatedState(work, source);
  await apt(["-c", config, "update"], work, env);
  const download = join(work, "download");
  const names = fetch.withDependencies ? await namesWithDependencies(config, fetch) : fetch.packages;
  await apt(["-c", config, "download", ...names], download, env);
  const debs = (await readdir(download)).filter((name) => name.endsWith(".deb"));
  if (debs.length === 0) throw new Error(`apt downloaded nothing from ${suite}`);
  const unpacked = join(work, "unpacked");
  for (const deb of debs) {
    await run("dpkg", ["-x", join(download, deb), unpacked], { env, timeout: TIMEOUT_MS });
    await rm(join(download, deb));
  }
  return unpacked;
}

/** The packages and their dependencies: the packages that apt would install on an empty system. */
async function namesWithDependencies(config: string, { packages, work, env }: AptFetch): Promise<string[]> {
  const args = ["-c", config, "--simulate", "--no-install-recommends", "install", ...packages];
  const planned = await apt(args, work, env);
  return [...planned.matchAll(/^Inst (\S+) /gm)].map(([, name = ""]) => name);
}

/** All apt sources of the machine, in apt's order; none without apt. */
export async function readAptSources(aptFolder: string): Promise<AptSource[]> {
  const sources = parseOneLineSources(await textOf(join(aptFolder, "sources.list")));
  const parts = join(aptFolder, "sources.list.d");
  for (const name of (await readdir(parts).catch((): string[] => [])).toSorted(byCodePoint)) {
    const parse = name.endsWith(".sources") ? parseDeb822Sources : name.endsWith(".list") ? parseOneLineSources : null;
    if (parse) sources.push(...parse(await textOf(join(parts, name))));
  }
  return sources;
}

async function isolatedState(work: string, source: string): Promise<string> {
  for (const folder of ["lists/partial", "archives/partial", "parts", "download"]) {
    await mkdir(join(work, folder), { recursive: true });
  }
  await writeFile(join(work, "sources.list"), `${source}\n`);
  await writeFile(join(work, "status"), "");
  const config = join(work, "apt.conf");
  await writeFile(config, aptConfig(work, process.getuid?.() === 0));
  return config;
}

/** apt reads this after the machine's own configuration, so that the machine's proxy and credentials apply. */
function aptConfig(work: string, isRoot: boolean): string {
  const lines = [
    `Dir::State "${work}";`,
    `Dir::State::Lists "${work}/lists";`,
    `Dir::State::status "${work}/status";`,
    `Dir::Cache "${work}";`,
    `Dir::Cache::archives "${work}/archives";`,
    `Dir::Etc::SourceList "${work}/sources.list";`,
    `Dir::Etc::SourceParts "${work}/parts";`,
    // The machine's pins concern its own suites.
    `Dir::Etc::Preferences "/dev/null";`,
    `Dir::Etc::PreferencesParts "${work}/parts";`,
    "#clear APT::Update::Post-Invoke;",
    "#clear APT::Update::Post-Invoke-Success;",
    // Download only the package index.
    "#clear Acquire::IndexTargets::deb::Translations;",
    'Acquire::Languages "none";',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";',
    'Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";',
  ];
  // As root, apt downloads as another user, which may not write here.
  if (isRoot) lines.push('APT::Sandbox::User "root";');
  return `${lines.join("\n")}\n`;
}

/** Runs apt-get and returns its output. Rejects with its first error line. */
async function apt(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  try {
    const options = { cwd, env: { ...env, LC_ALL: "C" }, timeout: TIMEOUT_MS };
    const { stdout, stderr } = await run("apt-get", ["-q", ...args], options);
    // `update` exits with 0 even if it could not fetch an index; only stderr reports this.
    const failure = /^(?:W: Failed to fetch|E:).*$/m.exec(stderr);
    if (failure) throw new Error(failure[0]);
    return stdout;
  } catch (thrown) {
    const lines = errorText(thrown).split("\n");
    throw new Error(lines.find((line) => line.startsWith("E:")) ?? lines[0], { cause: thrown });
  }
}

async function archiveKeyring(): Promise<string | null> {
  for (const keyring of ARCHIVE_KEYRINGS) {
    if ((await textOf(keyring)) !== "") return keyring;
  }
  return null;
}

function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : 1;
}

/** The text of a file; empty if the file is missing or not readable. */
function textOf(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => "");
}
