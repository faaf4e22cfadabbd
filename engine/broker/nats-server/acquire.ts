import { execFile } from "node:child_process";
import { access, chmod, constants, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { errorText, NoBrokerError } from "../../kernel/errors.ts";
import { fetchFromSuite } from "./apt-fetch.ts";
import { remedyFor } from "./remedy.ts";
import { compareVersions, isNewEnough, MINIMUM_VERSION, parseVersion } from "./version.ts";

/**
 * Finds a nats-server that is new enough, in this order: the one that was named, the PATH, the cache, a newer Debian
 * suite's package. A named one that will not do is an error, never passed over.
 */
export type NatsServerBinary = {
  readonly path: string;
  readonly version: string;
  readonly from: "named" | "path" | "cache" | "debian";
};

export type AcquireOptions = {
  /** A path that overrides everything, as does the environment's ACKADEMY_NATS_SERVER. */
  readonly binary?: string | undefined;
  /** One line for a person, of something that takes a while or was passed over. */
  readonly onNote?: ((note: string) => void) | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Where apt's configuration lies. */
  readonly aptFolder?: string | undefined;
};

/** Suites of Debian whose nats-server is new enough, the steadier first. */
export const SUITES = ["forky", "sid"];
/** Debian's package lies where an ordinary user's PATH does not look. */
const MORE_FOLDERS = ["/usr/sbin", "/usr/local/sbin"];

/** @throws {NoBrokerError} when there is none, saying how to get one here */
export async function acquireNatsServer(options: AcquireOptions = {}): Promise<NatsServerBinary> {
  const { env = process.env, onNote = () => {} } = options;
  const named = options.binary ?? env["ACKADEMY_NATS_SERVER"];
  if (named !== undefined && named !== "") return useNamed(named);
  const found = (await onThePath(env, onNote)) ?? (await inTheCache(env));
  if (found !== undefined) return found;
  const reasons: string[] = [];
  for (const suite of (await isOnPath("apt-get", env)) ? SUITES : []) {
    onNote(`no nats-server here: getting Debian ${suite}'s package, once`);
    try {
      return await fetchIntoCache(suite, env, options.aptFolder);
    } catch (thrown) {
      reasons.push(`${suite}: ${errorText(thrown)}`);
    }
  }
  const tried = reasons.length === 0 ? "" : ` (${reasons.join("; ")})`;
  throw new NoBrokerError(`there is no nats-server ${MINIMUM_VERSION} or newer${tried}`, remedyFor(MINIMUM_VERSION));
}

/** Where downloads are kept between runs. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const own = env["ACKADEMY_CACHE"];
  if (own !== undefined && own !== "") return own;
  const shared = env["XDG_CACHE_HOME"];
  return join(shared !== undefined && shared !== "" ? shared : join(homedir(), ".cache"), "ackademy");
}

async function useNamed(path: string): Promise<NatsServerBinary> {
  const version = await versionOf(path);
  if (version === undefined)
    throw new NoBrokerError(`${path} is not a nats-server that runs`, remedyFor(MINIMUM_VERSION));
  if (isNewEnough(version)) return { path, version, from: "named" };
  throw new NoBrokerError(
    `${path} is nats-server ${version}, older than ${MINIMUM_VERSION}`,
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
    onNote(`${path} is nats-server ${version}, older than ${MINIMUM_VERSION}: passed over`);
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
 * One file is moved into place in one step, so that those who fetch at the same time do no harm: the last one wins,
 * and whoever runs the first one's file keeps it.
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
    if (version === undefined) throw new Error("the package's nats-server does not run here");
    if (!isNewEnough(version)) throw new Error(`its nats-server is ${version}`);
    const path = join(folder, `nats-server-${version}`);
    await rename(fetched, path);
    return { path, version, from: "debian" };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** What the binary says it is; undefined if it is missing or does not run. */
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
