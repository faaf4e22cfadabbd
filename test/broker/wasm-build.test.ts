import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { NoBrokerError } from "../../engine/kernel/errors.ts";
import { buildServer, type BuildOptions } from "../../engine/wasm/build/build-server.ts";
import { findBuiltServer } from "../../engine/wasm/build/built-server.ts";
import { requiredBy } from "../../engine/wasm/build/debian-kit.ts";
import { BUILD_FILES } from "../../engine/wasm/program.ts";
import { cli } from "../support/cli.ts";

/** Each test has a machine of its own: a PATH, a cache and an apt; Go and apt are scripts that play a part. */
let home: string;
let env: NodeJS.ProcessEnv;
let options: BuildOptions;
let notes: string[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "ackademy-test-"));
  notes = [];
  await mkdir(join(home, "apt/sources.list.d"), { recursive: true });
  await mkdir(join(home, "modules/server"), { recursive: true });
  await writeFile(join(home, "apt/sources.list"), "deb http://mirror.example/debian bookworm main\n");
  await writeFile(join(home, "modules/LICENSE"), "Do as you like.\n");
  await writeFile(join(home, "modules/server/const.go"), 'package server\nconst VERSION = "9.8.7"\n');
  env = { PATH: `${join(home, "bin")}:/bin:/usr/bin`, ACKADEMY_CACHE: join(home, "cache") };
  options = { env, aptFolder: join(home, "apt"), onNote: (note) => notes.push(note) };
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function script(path: string, body: string): Promise<string> {
  const file = join(home, path);
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return file;
}

/** A Go that compiles anything to its own version and what `build` adds, and keeps the go.mod that it saw. */
async function fakeGo(path: string, version: string, build = "true"): Promise<string> {
  const root = join(home, path, "../..");
  await mkdir(join(root, "lib/wasm"), { recursive: true });
  await writeFile(join(root, "lib/wasm/wasm_exec.js"), `// of ${version}\n`);
  await writeFile(join(root, "LICENSE"), "Go's licence.\n");
  return script(
    path,
    `case "$1 $2" in
"version ") echo "go version go${version} linux/amd64";;
"env GOROOT") echo "${root}";;
"list -deps") printf 'example.com/module v1.0.0\\t%s\\n' "${join(home, "modules")}";;
"list -f") echo "${join(home, "modules/server")}";;
build*) ${build}; cp go.mod "${home}/seen.mod"; echo "$GOOS/$GOARCH by ${version}" > "$5";;
esac`,
  );
}

test("with a Go of the PATH: compiled for the browser's machine, with its script, the licences and the facts", async () => {
  await fakeGo("bin/go", "1.30.1");
  const built = await buildServer(options);
  expect(built).toMatchObject({ version: "9.8.7", kit: `Go 1.30.1 at ${join(home, "bin/go")}` });
  expect(await readFile(built.program, "utf8")).toBe("js/wasm by 1.30.1\n");
  expect(await readFile(built.script, "utf8")).toBe("// of 1.30.1\n");
  expect(await readFile(built.licences, "utf8")).toMatch(
    /Go's licence\.(.|\n)*example\.com\/module v1\.0\.0\n(.|\n)*Do as/,
  );
  expect(await readFile(join(home, "seen.mod"), "utf8")).toMatch(/nats-server\/v2 v2\.\d+\.\d+/);
  expect(await readdir(join(home, "cache"))).toEqual([built.folder.split("/").at(-1)]);
});

test("built once: what the cache has is taken, and nothing runs", async () => {
  await fakeGo("bin/go", "1.30.1");
  const first = await buildServer(options);
  await fakeGo("bin/go", "1.31.0");
  notes.length = 0;
  expect(await buildServer(options)).toEqual(first);
  expect(notes).toEqual([]);
});

test("two at the same time: both get the same build", async () => {
  await fakeGo("bin/go", "1.30.1");
  const [one, other] = await Promise.all([buildServer(options), buildServer(options)]);
  expect(one).toEqual(other);
  expect(await readdir(join(home, "cache"))).toHaveLength(1);
});

test("the named Go comes first; one that is too old is an error, one of the PATH is passed over", async () => {
  await fakeGo("bin/go", "1.30.1");
  const named = await fakeGo("own/bin/go", "1.31.0");
  const built = await buildServer({ ...options, env: { ...env, ACKADEMY_GO: named } });
  expect(built.kit).toBe(`Go 1.31.0 at ${named}`);
  await rm(join(home, "cache"), { recursive: true });

  const old = await fakeGo("old/bin/go", "1.19.8");
  await expect(buildServer({ ...options, env: { ...env, ACKADEMY_GO: old } })).rejects.toThrow(
    `ACKADEMY_GO: found Go 1.19.8 at ${old}, expected 1.26 or newer`,
  );
  await fakeGo("first/go", "1.19.8");
  const path = `${join(home, "first")}:${env["PATH"] ?? ""}`;
  await buildServer({ ...options, env: { ...env, PATH: path } });
  expect(notes.join("\n")).toMatch(/first\/go is Go 1\.19\.8, older than 1\.26: skipped/);
});

/** An apt whose packages hold that Go, and sources as Debian lays them out. */
async function fakeDebian(suite: string): Promise<void> {
  await script(
    "bin/apt-get",
    `sources=$(cat "$(dirname "$3")/sources.list")
case "$sources" in *" ${suite} "*) ;; *) echo "E: no such suite" >&2; exit 100;; esac
case "$*" in
*--simulate*) echo "Inst golang-go (1 Debian)"; echo "Inst golang-needed-dev (1 Debian)";;
*download*) shift 3; echo "$*" > "${home}/downloaded"; touch all_1_any.deb;;
esac`,
  );
  const sources = "$3/usr/share/gocode/src";
  await script(
    "bin/dpkg",
    `mkdir -p "$3/usr/lib" "$3/usr/share/doc/golang-go" "${sources}/github.com/nats-io/nats-server" "${sources}/example.com/old"
cp -r "${join(home, "debian")}" "$3/usr/lib/go-1.27"
echo "Debian's copyright" > "$3/usr/share/doc/golang-go/copyright"
printf 'module github.com/nats-io/nats-server/v2\\nrequire (\\n\\texample.com/old v1.0.0\\n\\texample.com/absent v0.1.0\\n)\\n' \\
  > "${sources}/github.com/nats-io/nats-server/go.mod"`,
  );
}

test("without a Go: everything from the packages of a newer Debian, every module sent to its folder", async () => {
  await fakeGo("debian/bin/go", "1.27.3");
  await fakeDebian("sid");
  const built = await buildServer(options);
  expect(built.kit).toBe("Go 1.27.3 of Debian sid");
  expect(await readFile(join(home, "downloaded"), "utf8")).toBe("download golang-go golang-needed-dev\n");
  expect(await readFile(built.licences, "utf8")).toMatch(/Debian's copyright/);
  const goMod = await readFile(join(home, "seen.mod"), "utf8");
  expect(goMod).toMatch(/^replace github\.com\/nats-io\/nats-server\/v2 => ".*gocode.*nats-server"$/m);
  expect(goMod).toMatch(/^replace example\.com\/old => ".*gocode\/src\/example\.com\/old"$/m);
  expect(goMod).toMatch(/^replace example\.com\/absent => ".*absent\/example\.com\/absent"$/m);
  expect(await readdir(join(home, "cache"))).toHaveLength(1);
});

test("a Go that cannot get its modules is followed by Debian's", async () => {
  await fakeGo("bin/go", "1.30.1", 'echo "dial tcp: no route to host" >&2; exit 1');
  await fakeGo("debian/bin/go", "1.27.3");
  await fakeDebian("forky");
  expect((await buildServer(options)).kit).toBe("Go 1.27.3 of Debian forky");
  expect(notes).toContain("this failed: dial tcp: no route to host");
});

test("where nothing can be had: one error that names all that was tried and what to do, and nothing is left", async () => {
  await fakeGo("bin/go", "1.30.1", 'echo "dial tcp: no route to host" >&2; exit 1');
  await fakeDebian("nowhere");
  const failure = await buildServer(options).catch((thrown: unknown) => thrown);
  expect(failure).toBeInstanceOf(NoBrokerError);
  expect((failure as NoBrokerError).message).toMatch(/no route to host; E: no such suite; E: no such suite$/);
  expect((failure as NoBrokerError).remedy).toMatch(/Install Go 1\.26 or newer/);
  expect(await readdir(join(home, "cache"))).toEqual([]);
  expect(await findBuiltServer(env)).toBeUndefined();
});

test("--broker wasm where nobody has built it: exit code 3, and the command that builds it", async () => {
  const { code, stderr } = await cli(["run", "crash-redelivery", "--broker", "wasm"], { ACKADEMY_CACHE: home });
  expect(code).toBe(3);
  expect(stderr).toMatch(/has not been built on this machine\nRun `npm run build:wasm` once/);
});

test("what was built on this machine holds all its parts, and the licence of each", async () => {
  const built = await findBuiltServer();
  if (built === undefined) throw new Error("run `npm run build:wasm` first");
  for (const name of Object.values(BUILD_FILES)) await access(join(built.folder, name));
  const licences = await readFile(built.licences, "utf8");
  // Debian's files name the BSD licence; Go's own file is its text, which does not hold its name.
  const bsd = /BSD|Redistribution and use in source and binary forms/;
  for (const part of [/nats-server/, /klauspost/, /highwayhash/, /nkeys/, /crypto/, /Apache/, bsd]) {
    expect(licences).toMatch(part);
  }
});

test("requirements are read from go.mod in blocks and alone", () => {
  const goMod =
    "module a.b/c\n\ngo 1.26\n\nrequire d.e/f/v2 v2.0.0\n\nrequire (\n\tg.h/i v1.0.0 // indirect\n\tj.k/l v0.1.0\n)\n";
  expect(requiredBy(goMod)).toEqual(["d.e/f/v2", "g.h/i", "j.k/l"]);
});
