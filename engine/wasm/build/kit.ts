import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { errorText, NoBrokerError } from "../../kernel/errors.ts";

/** What the server is compiled with: a Go, where its modules come from, and where their licences lie. */
export type Kit = {
  /** For a person: `Go 1.27.3 of Debian forky`. */
  readonly name: string;
  readonly go: string;
  /** Where the Go distribution lies; it holds the script that hosts its programs. */
  readonly goRoot: string;
  readonly env: NodeJS.ProcessEnv;
  /** Lines that `go.mod` gets besides its own. */
  readonly goMod: string;
  /** One text a licensed part, in a stable order, once it has been compiled. */
  readonly licences: (source: string) => Promise<readonly Licence[]>;
};

export type Licence = { readonly part: string; readonly text: string };

/** What nats-server 2.15 asks for. */
const MINIMUM_GO = [1, 26] as const;

/** A Go compiles here for the browser's kind of machine, into the caches that are given, and tells nobody of it. */
export function goEnv(env: NodeJS.ProcessEnv, work: string): NodeJS.ProcessEnv {
  return {
    ...env,
    GOOS: "js",
    GOARCH: "wasm",
    // It writes what it found into our copies of go.mod and go.sum, and downloads what can be removed again.
    GOFLAGS: "-mod=mod -modcacherw",
    GOWORK: "off",
    GOENV: "off",
    GOTELEMETRY: "off",
    GOCACHE: join(work, "go-cache"),
    GOPATH: join(work, "go-path"),
  };
}

/** The Go that was named, or the first new enough one of the PATH; undefined where there is none. */
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
    onNote(`${go} is Go ${version}, older than ${MINIMUM_GO.join(".")}: passed over`);
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
      ? `ACKADEMY_GO: ${go} is not a Go that runs`
      : `ACKADEMY_GO: ${go} is Go ${version}, older than ${MINIMUM_GO.join(".")}`,
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
    "path; on Debian it is fetched from a newer suite if apt-get reaches a mirror. Then run `npm run build:wasm`."
  );
}

/** Runs the kit's Go, and tells each line that it says on its way; rejects with the last of them. */
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
