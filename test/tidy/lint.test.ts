import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LAYERS, layerOf, refusal } from "./lint/layers.js";
import { ROOT } from "./repository.ts";

/** The real configuration run by the real linter over a small repository of planted faults: each must be found. */
const planted: Record<string, string> = {
  "engine/kernel/fine.ts": `export const fine = 1;\nexport type Fine = { readonly fine: number };\n`,
  "engine/trace/events.ts": `export type TraceEvent = { readonly type: "a" } | { readonly type: "b" };\n`,
  "engine/queue/fine.ts": `import { fine } from "../kernel/fine.ts";\nexport const twice = fine * 2;\n`,
  "engine/queue/upwards.ts": `import { twice } from "../scenario/fine.ts";\nexport const x = twice;\n`,
  "engine/queue/node.ts": `import { readFileSync } from "node:fs";\nexport const x = readFileSync;\n`,
  "engine/queue/package.ts": `import { createMachine } from "xstate";\nexport const x = createMachine;\n`,
  "engine/queue/lazy.ts": `export const x = () => import("../host/fine.ts");\n`,
  "engine/queue/passed-on.ts": `export { x } from "../host/fine.ts";\n`,
  "engine/queue/typed.ts": `export type X = import("../host/fine.ts").X;\n`,
  "engine/queue/worker-url.ts": `export const x = new URL("../host/fine.ts", import.meta.url);\n`,
  "engine/scenario/fine.ts": `import { twice as x } from "../queue/fine.ts";\nexport const twice = x;\n`,
  "engine/host/fine.ts": `export const x = 1;\nexport type X = typeof x;\n`,
  "engine/stray.ts": `import { fine } from "./kernel/fine.ts";\nexport const x = fine;\n`,
  "engine/cli/imports-test.ts": `import { x } from "../../test/fine.ts";\nexport const y = x;\n`,
  "test/fine.ts": `export const x = 1;\n`,
  "scenarios/values.ts": `import { twice } from "../engine/scenario/fine.ts";\nexport const x = twice;\n`,
  "scenarios/types.ts": `import type { twice } from "../engine/scenario/fine.ts";\nexport type X = typeof twice;\n`,
  "lab/src/stage/log/fine.ts": `import type { TraceEvent } from "../../../../engine/trace/events.ts";\nexport type X = TraceEvent;\n`,
  "lab/src/stage/log/node.tsx": `import { useState } from "react";\nimport type { X } from "./fine.ts";\nexport const useX = (x: X) => useState(x);\n`,
  "lab/src/stage/log/engine.tsx": `import type { TraceEvent } from "../../../../engine/trace/events.ts";\nexport type X = TraceEvent;\n`,
  "lab/src/stage/log/react.ts": `import { useState } from "react";\nexport const x = useState;\n`,
  "lab/src/stage/log/drawn.ts": `import { useX } from "./node.tsx";\nexport const y = useX;\n`,
  "engine/queue/all.ts": `export * from "./fine.ts";\n`,
  "engine/queue/cycle-a.ts": `import { b } from "./cycle-b.ts";\nexport const a = () => b;\n`,
  "engine/queue/cycle-b.ts": `import { a } from "./cycle-a.ts";\nexport const b = () => a;\n`,
  "engine/queue/date-now.ts": `export const x = Date.now();\n`,
  "engine/queue/date-held.ts": `export const now = Date.now;\n`,
  "engine/queue/new-date.ts": `export const x = new Date();\n`,
  "engine/queue/parsed-date.ts": `export const x = new Date("2026-01-01");\n`,
  "engine/queue/random.ts": `export const x = Math.random();\n`,
  "engine/queue/timer.ts": `setTimeout(() => {}, 1);\n`,
  "engine/queue/global-timer.ts": `globalThis.setInterval(() => {}, 1);\n`,
  "engine/queue/own-timer.ts": `import type { Clock } from "../clock/fine.ts";\nexport const x = (clock: Clock) => clock.setTimeout(() => {}, 1);\n`,
  "engine/queue/own-name.ts": `export const x = (setTimeout: (ms: number) => void) => setTimeout(1);\n`,
  "engine/queue/console.ts": `console.log("x");\n`,
  "engine/cli/console.ts": `console.log("x");\n`,
  "engine/clock/fine.ts": `export type Clock = { setTimeout(run: () => void, ms: number): void };\nexport const now = () => Date.now();\n`,
  "engine/queue/floating.ts": `const later = async () => 1;\nexport const x = () => {\n  later();\n};\n`,
  "engine/queue/switch.ts":
    `import type { TraceEvent } from "../trace/events.ts";\nexport const x = (event: TraceEvent) => {\n` +
    `  switch (event.type) {\n    case "a":\n      return 1;\n    default:\n      return 2;\n  }\n};\n`,
  "engine/queue/long-function.ts": `export const x = () => {\n${"  void 0;\n".repeat(80)}};\n`,
  "engine/queue/long-file.ts": `${"export {};\n".repeat(401)}`,
};

const expected: Record<string, RegExp> = {
  "engine/queue/upwards.ts": /engine\/queue may not import engine\/scenario; it may import engine\/kernel/,
  "engine/queue/node.ts": /may not import node:fs/,
  "engine/queue/package.ts": /may not import the package xstate/,
  "engine/queue/lazy.ts": /may not import engine\/host/,
  "engine/queue/passed-on.ts": /may not import engine\/host/,
  "engine/queue/typed.ts": /may not import engine\/host/,
  "engine/queue/worker-url.ts": /may not import engine\/host/,
  "engine/stray.ts": /is in no layer/,
  "engine/cli/imports-test.ts": /may not import test/,
  "scenarios/values.ts": /only types from engine\/scenario/,
  "lab/src/stage/log/engine.tsx": /lab\/src may not import engine\/trace/,
  "lab/src/stage/log/react.ts": /may not import the package react.* Remedy: a \.ts file here is pure.* \.tsx file/,
  "lab/src/stage/log/drawn.ts": /may not import lab\/src.* Remedy: a \.ts file here is pure/,
  "engine/queue/all.ts": /No `export \*`/,
  "engine/queue/cycle-a.ts": /cycle/i,
  "engine/queue/cycle-b.ts": /cycle/i,
  "engine/queue/date-now.ts": /Date\.now: use clock\.now\(\)/,
  "engine/queue/date-held.ts": /Date\.now: use clock\.now\(\)/,
  "engine/queue/new-date.ts": /new Date: use clock\.now\(\)/,
  "engine/queue/random.ts": /Math\.random: use drawInt/,
  "engine/queue/timer.ts": /setTimeout: use clock\.setTimeout/,
  "engine/queue/global-timer.ts": /setInterval: use clock\.setTimeout/,
  "engine/queue/console.ts": /console\.log: use a trace event/,
  "engine/queue/floating.ts": /no-floating-promises|Promises must be awaited/i,
  "engine/queue/switch.ts": /not exhaustive/,
  "engine/queue/long-function.ts": /lines/,
  "engine/queue/long-file.ts": /lines/,
};

let home: string;
let found: Map<string, string[]>;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "ackademy-lint-"));
  for (const part of [".oxlintrc.json", "tsconfig.json", "engine/tsconfig.json", "test/tidy/lint"]) {
    cpSync(join(ROOT, part), join(home, part), { recursive: true });
  }
  writeFileSync(join(home, "package.json"), '{ "type": "module" }');
  symlinkSync(join(ROOT, "node_modules"), join(home, "node_modules"));
  for (const [file, text] of Object.entries(planted)) {
    mkdirSync(dirname(join(home, file)), { recursive: true });
    writeFileSync(join(home, file), text);
  }
  found = await lint();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function lint(): Promise<Map<string, string[]>> {
  return new Promise((resolve, reject) => {
    const oxlint = join(ROOT, "node_modules/.bin/oxlint");
    execFile(oxlint, ["--format=unix"], { cwd: home, timeout: 50_000 }, (error, stdout, stderr) => {
      const byFile = new Map<string, string[]>();
      for (const line of stdout.split("\n")) {
        const [, file, message] = /^(.+?):\d+:\d+: (.*)$/.exec(line) ?? [];
        if (file !== undefined && message !== undefined) byFile.set(file, [...(byFile.get(file) ?? []), message]);
      }
      if (byFile.size > 0) resolve(byFile);
      else reject(new Error(`oxlint found nothing: ${stdout}${stderr}`, { cause: error }));
    });
  });
}

test.each(Object.entries(expected))("%s is found", (file, message) => {
  expect(found.get(file)?.join("\n")).toMatch(message);
});

test("nothing else is found", () => {
  const others = [...found].filter(([file]) => !(file in expected));
  expect(others).toEqual([]);
});

test("the longest key of the layer table that contains a file is its layer", () => {
  expect(layerOf("engine/broker/connect.ts")).toBe("engine/broker");
  expect(layerOf("engine/broker/nats-server/start.ts")).toBe("engine/broker/nats-server");
  expect(layerOf("engine/brokerage/x.ts")).toBeUndefined();
  expect(layerOf("lab/src/stage/log/read.ts")).toBe("lab/src/stage/*.ts");
  expect(layerOf("lab/src/stage/log/node.tsx")).toBe("lab/src");
});

test("the layer table names only layers that it has", () => {
  const named = Object.values(LAYERS).flatMap(({ may, types = [] }) => [...may, ...types]);
  expect(named.filter((key) => key !== "*" && !(key in LAYERS))).toEqual([]);
});

test("nobody but tests imports tests", () => {
  const target = { kind: "file", path: "test/setup/tally.ts" } as const;
  for (const key of Object.keys(LAYERS)) {
    const why = refusal({ file: `${key}/x.ts`, target, typeOnly: true });
    expect(why === undefined, `${key}: ${why}`).toBe(key === "test");
  }
});
