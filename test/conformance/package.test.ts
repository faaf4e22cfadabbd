import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build as bundle } from "esbuild";
import { publint } from "publint";
import { build as viteBuild } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePorts } from "../../engine/broker/nats-server/lasting-server.ts";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { ROOT } from "../support/cli.ts";
import { type Installed, installPackage, type Ran, succeeded } from "./package/install.ts";
import { examplesIn } from "./package/page-examples.ts";
import { openLab } from "./package/open-lab.ts";
import { runFirstJob } from "./readme/first-job-run.ts";
import { stageFor } from "./readme/stage.ts";

/** The package as its users have it: packed, installed in an empty folder outside the repository, on a real server. */
let installed: Installed;
let server: NatsServer;
/** It takes long, and beside the other tests no time. */
let attw: Promise<Ran>;

beforeAll(async () => {
  [installed, server] = await Promise.all([installPackage(), startNatsServer()]);
  const program = join(ROOT, "node_modules/@arethetypeswrong/cli/dist/index.js");
  attw = node(program, installed.tarball, "--profile", "esm-only", "--no-definitely-typed");
});
afterAll(async () => {
  await attw;
  await server.stop();
  await installed.remove();
});

const node = (...args: readonly string[]) => installed.run(process.execPath, args, { NATS_URL: server.url });
const there = (name: string) => join(installed.folder, name);

const TYPED_PRINTS = [
  'on a server: done, sold-1 "answered"',
  'in virtual time: done, sold-1 "answered", 1 h',
  "scenario: passed, passed, crash-redelivery\n",
].join("\n");

describe("a program in TypeScript over all entry points", () => {
  const compile = (...options: readonly string[]) =>
    node(
      join(ROOT, "node_modules/typescript/bin/tsc"),
      ...["--strict", "--target", "es2023", "--module", "nodenext", "--types", "node", ...options, "typed.ts"],
    );

  test("type-checks in a strict project, and runs in plain Node", async () => {
    // Declarations of the NATS client and of XState do not stand this option, so nobody can use it without `skipLibCheck`.
    succeeded(
      await compile("--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--skipLibCheck", "--noEmit"),
    );
    succeeded(await compile("--skipLibCheck", "false"));
    expect(succeeded(await node("typed.js"))).toBe(TYPED_PRINTS);
  });

  test("is bundled by esbuild, and the bundle runs", async () => {
    await bundle({
      absWorkingDir: installed.folder,
      entryPoints: ["typed.ts"],
      outfile: "by-esbuild.mjs",
      bundle: true,
      platform: "node",
      // The NATS client is CommonJS and requires built-in modules of Node.
      format: "esm",
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
      logLevel: "error",
    });
    expect(succeeded(await node("by-esbuild.mjs"))).toBe(TYPED_PRINTS);
  });

  test("is bundled by Vite, and the bundle runs", async () => {
    await viteBuild({
      root: installed.folder,
      configFile: false,
      logLevel: "error",
      ssr: { noExternal: true },
      build: { ssr: "typed.ts", outDir: "by-vite", target: "node20" },
    });
    expect(succeeded(await node("by-vite/typed.js"))).toBe(TYPED_PRINTS);
  });
});

describe("the examples of engine/README.md", () => {
  test("the first job is JavaScript as it stands there", async () => {
    const page = await readFile(join(ROOT, "engine/README.md"), "utf8");
    await writeFile(there("first-job.mjs"), /^```ts\n(.*?)^```$/ms.exec(page)?.[1] ?? "");
    const { code, printed } = await runFirstJob(server.url, [there("first-job.mjs")]);
    expect([code, printed]).toEqual([0, "attempt 1 of mail-1: { to: 'ann@example.org' }\n"]);
  });

  test("all others run on the installed package", async () => {
    const { EXAMPLES, connect } = await examplesIn(installed.folder);
    expect(EXAMPLES.length).toBeGreaterThan(15);
    await Promise.all(
      EXAMPLES.map(async ({ name, run }) => {
        // Most leave their workers running.
        const client = await connect({ servers: server.url, namespace: `package-${name}`, onError: () => undefined });
        await run(stageFor(client));
        await client.close();
      }),
    );
  });
});

describe("the program", () => {
  const npx = (...args: readonly string[]) => installed.run("npx", ["--no-install", "ackademy", ...args]);

  test("runs a scenario, in virtual time and with processes on a real server", async () => {
    expect(succeeded(await npx("run", "crash-redelivery"))).toContain("PASSED  All 5 jobs are done");
    const real = ["--broker", "nats", "--server", server.url];
    expect(succeeded(await npx("run", "crash-redelivery", ...real))).toContain("PASSED");
    expect(succeeded(await node("on-nats.mjs"))).toBe("nats: passed\n");
  });

  test("knows its own name, in its help and its errors", async () => {
    expect(succeeded(await npx("--help"))).toMatch(/^Usage: ackademy <command>[^]*npx ackademy run crash-redelivery\n/);
    const { code, stderr } = await npx("run", "no-such");
    expect([code, stderr]).toEqual([2, expect.stringContaining("`npx ackademy list`")]);
  });

  test("opens the lab from the built page, and on a stored run", async () => {
    const [port = 0] = await freePorts(1);
    const lab = await openLab(installed.folder, ["--port", String(port)]);
    const page = await lab.get("/");
    expect(page).toContain('<div id="root"');
    const [, script = ""] = /src="\.(\/assets\/[^"]+\.js)"/.exec(page) ?? [];
    expect((await lab.get(script)).length).toBeGreaterThan(10_000);
    await expect(lab.get("/..%2f..%2f..%2fpackage.json")).rejects.toThrow("404");
    await lab.stop();

    succeeded(await npx("run", "crash-redelivery", "--trace", "run.jsonl"));
    const opened = await openLab(installed.folder, ["open", "run.jsonl"]);
    expect(opened.address).toContain("#/open/run.jsonl");
    expect(await opened.get("/opened/run.jsonl")).toBe(await readFile(there("run.jsonl"), "utf8"));
    await opened.stop();
  });
});

describe("what is in it", () => {
  test("only the entry points can be imported", async () => {
    for (const entry of ["", "/flow", "/scenario", "/sim"]) {
      succeeded(await node("--input-type=module", "-e", `await import("ackademy${entry}")`));
    }
    for (const inside of ["/build/index.js", "/build/types/engine/index.d.ts", "/engine/index.ts"]) {
      const { stderr } = await node("--input-type=module", "-e", `await import("ackademy${inside}")`);
      expect(stderr).toContain("ERR_PACKAGE_PATH_NOT_EXPORTED");
    }
  });

  test("an error class is one class, whichever entry point it comes from", async () => {
    const program =
      'import { BadInputError } from "ackademy"; import { runScenario } from "ackademy/scenario";' +
      'await runScenario("no-such").catch((thrown) => process.stdout.write(String(thrown instanceof BadInputError)));';
    expect(succeeded(await node("--input-type=module", "-e", program))).toBe("true");
  });

  test("neither React nor a build tool is installed with it, and no test", async () => {
    const packages = await readdir(there("node_modules"));
    expect(packages.filter((name) => /react|vite|esbuild|codemirror|tsx|yaml|commander/.test(name))).toEqual([]);
    expect(packages).toContain("xstate");
    const files = await readdir(there("node_modules/ackademy"), { recursive: true });
    expect(files.filter((file) => /\.test\.|(?<!\.d)\.tsx?$|^test/.test(file))).toEqual([]);
    const licences = ["build/third-party-licenses.md", "build/lab/page/third-party-licenses.md"];
    expect(files).toEqual(expect.arrayContaining(licences));
    expect(files).toEqual(expect.arrayContaining(["LICENSE", "README.md", "CHANGELOG.md", "build/index.js.map"]));
  });

  test("publint and attw have nothing to say", async () => {
    const { messages } = await publint({ pkgDir: there("node_modules/ackademy"), strict: true, pack: false });
    expect(messages).toEqual([]);
    // It fails for each problem that it finds.
    expect(succeeded(await attw)).toContain('"ackademy/flow"');
  });
});
