import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { acquireNatsServer, type AcquireOptions } from "../../engine/broker/nats-server/acquire.ts";
import { isNewEnough } from "../../engine/broker/nats-server/version.ts";
import { NoBrokerError } from "../../engine/kernel/errors.ts";

/** Each test has a machine of its own: a PATH, a cache and an apt whose commands are scripts that play a part. */
let home: string;
let options: AcquireOptions & { readonly env: NodeJS.ProcessEnv };
let notes: string[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "ackademy-test-"));
  notes = [];
  const aptFolder = join(home, "apt");
  await mkdir(join(aptFolder, "sources.list.d"), { recursive: true });
  await writeFile(join(aptFolder, "sources.list"), "deb http://mirror.example/debian bookworm main\n");
  options = {
    env: { PATH: `${join(home, "bin")}:/bin:/usr/bin`, ACKADEMY_CACHE: join(home, "cache") },
    aptFolder,
    onNote: (note) => notes.push(note),
  };
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function script(path: string, body: string): Promise<string> {
  const file = join(home, path);
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return file;
}

const fakeServer = (path: string, version: string) => script(path, `echo "nats-server: v${version}"`);

/** An apt that has `versions[suite]`; what it was asked for is in the log. */
async function fakeApt(versions: Record<string, string>): Promise<void> {
  const known = Object.entries(versions).map(([suite, version]) => `*" ${suite} "*) version=${version};;`);
  await script(
    "bin/apt-get",
    `sources=$(cat "$(dirname "$3")/sources.list")
echo "$4: $sources" >> "${home}/apt-log"
case "$sources" in ${known.join(" ")} *) echo "E: no such suite" >&2; exit 100;; esac
[ "$4" = download ] && echo $version > nats-server_1_any.deb || true`,
  );
  await script(
    "bin/dpkg",
    `mkdir -p "$3/usr/sbin"
printf '#!/bin/sh\\necho nats-server: v%s\\n' "$(cat "$2")" > "$3/usr/sbin/nats-server"`,
  );
}

function acquire(more: AcquireOptions = {}) {
  return acquireNatsServer({ ...options, ...more });
}

test("a real one is found on this machine, or fetched", async () => {
  const found = await acquireNatsServer();
  expect(isNewEnough(found.version)).toBe(true);
});

test("the named one comes before all others", async () => {
  const own = await fakeServer("own/nats-server", "2.14.0");
  await fakeServer("bin/nats-server", "2.15.0");
  const expected = { path: own, version: "2.14.0", from: "named" };
  expect(await acquire({ binary: own })).toEqual(expected);
  expect(await acquire({ env: { ...options.env, ACKADEMY_NATS_SERVER: own } })).toEqual(expected);
});

test("a named one that is too old or does not run is an error, not passed over", async () => {
  const old = await fakeServer("own/nats-server", "2.10.27");
  await fakeServer("bin/nats-server", "2.15.0");
  await expect(acquire({ binary: old })).rejects.toThrow(/found nats-server 2\.10\.27, expected 2\.14 or newer/);
  await expect(acquire({ binary: join(home, "nothing") })).rejects.toThrow(/does not run as nats-server/);
  await expect(acquire({ binary: old })).rejects.toBeInstanceOf(NoBrokerError);
});

test("one on the PATH comes before the cache; one that is too old is passed over with a note", async () => {
  const cached = await fakeServer("cache/nats-server-2.14.1", "2.14.1");
  const path = await fakeServer("bin/nats-server", "2.14.3");
  expect(await acquire()).toEqual({ path, version: "2.14.3", from: "path" });
  await fakeServer("bin/nats-server", "2.10.27");
  expect(await acquire()).toMatchObject({ path: cached, from: "cache" });
  expect(notes.join()).toMatch(/2\.10\.27, older than 2\.14: skipped/);
});

test("the cache's newest that runs is taken", async () => {
  await fakeServer("cache/nats-server-2.14.1", "2.14.1");
  await script("cache/nats-server-2.16.0", "exit 1");
  const newest = await fakeServer("cache/nats-server-2.14.10", "2.14.10");
  await fakeServer("cache/nats-server-2.14.9", "2.14.9");
  expect(await acquire()).toEqual({ path: newest, version: "2.14.10", from: "cache" });
});

test("a newer suite's package is fetched once, from the machine's mirror, and nothing else stays behind", async () => {
  await fakeApt({ forky: "2.15.1" });
  const path = join(home, "cache", "nats-server-2.15.1");
  expect(await acquire()).toEqual({ path, version: "2.15.1", from: "debian" });
  expect(await acquire()).toEqual({ path, version: "2.15.1", from: "cache" });
  expect(await readdir(join(home, "cache"))).toEqual(["nats-server-2.15.1"]);
  expect(notes).toEqual(["found no nats-server; downloading the package of Debian forky into the cache"]);
});

test("where the first suite has none that is new enough, the next is tried", async () => {
  await fakeApt({ forky: "2.11.0", sid: "2.15.1" });
  expect(await acquire()).toMatchObject({ version: "2.15.1", from: "debian" });
  await rm(join(home, "cache"), { recursive: true });
  await fakeApt({ sid: "2.15.2" });
  expect(await acquire()).toMatchObject({ version: "2.15.2", from: "debian" });
});

test("several may fetch at the same time", async () => {
  await fakeApt({ forky: "2.15.1" });
  const found = await Promise.all([acquire(), acquire(), acquire()]);
  expect(new Set(found.map(({ path }) => path)).size).toBe(1);
  expect(await readdir(join(home, "cache"))).toEqual(["nats-server-2.15.1"]);
});

test("where nothing helps, the error says what was tried and what to do", async () => {
  await fakeApt({});
  const failure = acquire();
  await expect(failure).rejects.toThrow(
    /found no nats-server, expected version 2\.14 or newer \(forky: E: no such suite; sid: E: no such suite\)/,
  );
  await expect(failure).rejects.toMatchObject({ remedy: expect.stringContaining("ACKADEMY_NATS_SERVER") });
  expect(await readdir(join(home, "cache"))).toEqual([]);
});
