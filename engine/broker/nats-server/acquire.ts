import { execFile } from "node:child_process";
import { access, chmod, constants, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { errorText, NoBrokerError } from "../../kernel/errors.ts";
import { fetchFromSuite } from "./apt-fetch.ts";
import { remedyFor } from "./remedy.ts";
import { compareVersions, isNewEnough, MINIMUM_VERSION, parseVersion } from "./version.ts";

/** A nats-server that is new enough, and where it was found. */
export type NatsServerBinary = {
  readonly path: string;
  readonly version: string;
  readonly from: "named" | "path" | "cache" | "debian";
};

export type AcquireOptions = {
  /** The path of the nats-server to use. Default: the environment variable ACKADEMY_NATS_SERVER; without it, search. */
  readonly binary?: string | undefined;
  /** Gets lines for a person: about slow steps, and about candidates that were skipped. */
  readonly onNote?: ((note: string) => void) | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** The folder of apt's configuration. Default: /etc/apt. */
  readonly aptFolder?: string | undefined;
};

/** Debian suites whose nats-server is new enough, the more stable first. */
export const SUITES = ["forky", "sid"];
/** Debian's package installs into a folder that is not on an ordinary user's PATH. */
const MORE_FOLDERS = ["/usr/sbin", "/usr/local/sbin"];

/**
 * Finds a nats-server that is new enough, in this order: the named one, the PATH, the cache, the package of a newer Debian
 * suite, which it downloads into the cache. A named one that is not usable is an error and never skipped.
 * @throws {NoBrokerError} when there is none; the remedy says how to get one on this platform
 */
export async function acquireNatsServer(options: AcquireOptions = {}): Promise<NatsServerBinary> {
  const { env = process.env, onNote = () => {} } = options;
  const named = options.binary ?? env["ACKADEMY_NATS_SERVER"];
  if (named !== undefined && named !== "") return useNamed(named);
  const found = (await onThePath(env, onNote)) ?? (await inTheCache(env));
  if (found !== undefined) return found;
  const reasons: string[] = [];
  for (const suite of (await isOnPath("apt-get", env)) ? SUITES : []) {
    onNote(`found no nats-server; downloading the package of Debian ${suite} into the cache`);
    try {
      return await fetchIntoCache(suite, env, options.aptFolder);
    } catch (thrown) {
      reasons.push(`${suite}: ${errorText(thrown)}`);
    }
  }
  const tried = reasons.length === 0 ? "" : ` (${reasons.join("; ")})`;
  throw new NoBrokerError(
    `found no nats-server, expected version ${MINIMUM_VERSION} or newer${tried}`,
    remedyFor(MINIMUM_VERSION),
  );
}

/** The folder that keeps downloads between runs. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const own = env["ACKADEMY_CACHE"];
  if (own !== undefined && own !== "") return own;
  const shared = env["XDG_CACHE_HOME"];
  return join(shared !== undefined && shared !== "" ? shared : join(homedir(), ".cache"), "ackademy");
}

async function useNamed(path: string): Promise<NatsServerBinary> {
  const version = await versionOf(path);
  if (version === undefined) throw new NoBrokerError(`${path} does not run as nats-server`, remedyFor(MINIMUM_VERSION));
  if (isNewEnough(version)) return { path, version, from: "named" };
  throw new NoBrokerError(
    `${path}: found nats-server ${version}, expected ${MINIMUM_VERSION} or newer`,
    remedyFor(MINIMUM_VERSION),
  );
}

async function onThePath(
  env: NodeJS.ProcessEnv,
  onNote: (note: string) => void,
): Promise<NatsServerBinary | undefined> {
  for (const folder of new Set([...pathFolders(env), ...MORE_FOLDERS])) {
    const path = join(folder, "nats-server");
    const version = await versionOf(path);
    if (version === undefined) continue;
    if (isNewEnough(version)) return { path, version, from: "path" };
    onNote(`${path} is nats-server ${version}, older than ${MINIMUM_VERSION}: skipped`);
  }
  return undefined;
}

async function inTheCache(env: NodeJS.ProcessEnv): Promise<NatsServerBinary | undefined> {
  const folder = cacheFolder(env);
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^nats-server-\d/.test(name));
  for (const name of names.sort((a, b) => compareVersions(versionInName(b), versionInName(a)))) {
    const path = join(folder, name);
    const version = await versionOf(path);
    if (version !== undefined && isNewEnough(version)) return { path, version, from: "cache" };
  }
  return undefined;
}

/**
 * Moves the binary into the cache atomically, so that concurrent downloads are safe: the last one wins, and running servers
 * keep their file.
 */
async function fetchIntoCache(
  suite: string,
  env: NodeJS.ProcessEnv,
  aptFolder = "/etc/apt",
): Promise<NatsServerBinary> {
  const folder = cacheFolder(env);
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, "fetching-"));
  try {
    const asked = { packages: ["nats-server"], withDependencies: false };
    const fetched = join(await fetchFromSuite({ suite, ...asked, work, env, aptFolder }), "usr/sbin/nats-server");
    await chmod(fetched, 0o755);
    const version = await versionOf(fetched);
    if (version === undefined) throw new Error("the nats-server of the package does not run here");
    if (!isNewEnough(version)) throw new Error(`its nats-server has version ${version}`);
    const path = join(folder, `nats-server-${version}`);
    await rename(fetched, path);
    return { path, version, from: "debian" };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The version that the binary reports; undefined if it is missing or does not run. */
async function versionOf(path: string): Promise<string | undefined> {
  if (!(await exists(path))) return undefined;
  try {
    const { stdout } = await promisify(execFile)(path, ["--version"], { timeout: 10_000 });
    return parseVersion(stdout);
  } catch {
    return undefined;
  }
}

function pathFolders(env: NodeJS.ProcessEnv): string[] {
  return (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
}

export async function isOnPath(command: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  for (const folder of pathFolders(env)) {
    if (await exists(join(folder, command))) return true;
  }
  return false;
}

function versionInName(name: string): string {
  return parseVersion(name) ?? "0.0.0";
}

function exists(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
