import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { errorText, NoBrokerError } from "../../kernel/errors.ts";

/** The means to compile the server: a Go, the source of its modules, and their licences. */
export type Kit = {
  /** A name for people: `Go 1.27.3 of Debian forky`. */
  readonly name: string;
  readonly go: string;
  /** The folder of the Go distribution, which holds the script that runs its programs. */
  readonly goRoot: string;
  readonly env: NodeJS.ProcessEnv;
  /** Lines to append to `go.mod`. */
  readonly goMod: string;
  /** One text per licensed part, in a stable order. Available after the compilation. */
  readonly licences: (source: string) => Promise<readonly Licence[]>;
};

export type Licence = { readonly part: string; readonly text: string };

/** The oldest Go that compiles nats-server 2.15. */
const MINIMUM_GO = [1, 26] as const;

/** The environment in which Go compiles for WebAssembly, with its caches in `work` and without telemetry. */
export function goEnv(env: NodeJS.ProcessEnv, work: string): NodeJS.ProcessEnv {
  return {
    ...env,
    GOOS: "js",
    GOARCH: "wasm",
    // Go may update our copies of go.mod and go.sum, and its downloads must be removable.
    GOFLAGS: "-mod=mod -modcacherw",
    GOWORK: "off",
    GOENV: "off",
    GOTELEMETRY: "off",
    GOCACHE: join(work, "go-cache"),
    GOPATH: join(work, "go-path"),
  };
}

/** The Go that ACKADEMY_GO names, or the first one on the PATH that is new enough; undefined if there is none. */
export async function goOfTheMachine(
  env: NodeJS.ProcessEnv,
  onNote: (note: string) => void,
): Promise<{ go: string; version: string } | undefined> {
  const named = env["ACKADEMY_GO"];
  if (named !== undefined && named !== "") return { go: named, version: await versionOfNamed(named) };
  for (const folder of (env["PATH"] ?? "").split(delimiter)) {
    const go = join(folder, "go");
    const version = folder === "" ? undefined : await versionOf(go);
    if (version === undefined) continue;
    if (isNewEnough(version)) return { go, version };
    onNote(`${go} is Go ${version}, older than ${MINIMUM_GO.join(".")}: skipped`);
  }
  return undefined;
}

export async function versionOf(go: string): Promise<string | undefined> {
  const isThere = await access(go, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!isThere) return undefined;
  try {
    const { stdout } = await promisify(execFile)(go, ["version"], { timeout: 30_000 });
    return /\bgo(\d+\.\d+(?:\.\d+)?)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

async function versionOfNamed(go: string): Promise<string> {
  const version = await versionOf(go);
  if (version !== undefined && isNewEnough(version)) return version;
  throw new NoBrokerError(
    version === undefined
      ? `ACKADEMY_GO: found ${go}, which does not run as Go`
      : `ACKADEMY_GO: found Go ${version} at ${go}, expected ${MINIMUM_GO.join(".")} or newer`,
    buildRemedy(),
  );
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > MINIMUM_GO[0] || (major === MINIMUM_GO[0] && minor >= MINIMUM_GO[1]);
}

export function buildRemedy(): string {
  return (
    `Install Go ${MINIMUM_GO.join(".")} or newer (https://go.dev/dl) and put it on the PATH, or set ACKADEMY_GO to its ` +
    "path; on Debian, the build fetches Go from a newer suite if apt-get reaches a mirror. Then run `npm run build:wasm`."
  );
}

/** Runs the kit's Go and returns its output. `onLine` is called for each line on stderr; a failure rejects with the last lines. */
export async function runGo(
  kit: Pick<Kit, "go" | "env">,
  args: readonly string[],
  cwd: string,
  onLine: () => void = () => {},
): Promise<string> {
  try {
    const options = { cwd, env: kit.env, maxBuffer: 16 << 20, timeout: 1_200_000 };
    const running = promisify(execFile)(kit.go, [...args], options);
    running.child.stderr?.on("data", (text: string) => {
      for (const _line of text.matchAll(/\n/g)) onLine();
    });
    return (await running).stdout;
  } catch (thrown) {
    const { stderr = "" } = thrown as { stderr?: string };
    const said = stderr.trim().split("\n").slice(-5).join("\n");
    throw new Error(said === "" ? errorText(thrown) : said, { cause: thrown });
  }
}
