import { expect, test } from "vitest";
import type { BadInputError } from "../../../engine/kernel/errors.ts";
import type { JsonValue } from "../../../engine/kernel/json.ts";
import type { Functions, Tools } from "../../../engine/sandbox/functions.ts";
import { compileHandlers, openSandbox } from "../../../engine/sandbox/load.ts";

type Open = { readonly first: Functions; readonly second: Functions; readonly blocked: Promise<BadInputError> };

async function open(text: string, now = () => 42): Promise<Open> {
  const compiled = await compileHandlers({ file: "mine.ts", text });
  let block: (why: BadInputError) => void = () => undefined;
  const blocked = new Promise<BadInputError>((resolve) => (block = resolve));
  const sandbox = await openSandbox(compiled, (why) => block(why));
  const surroundings = { now, random: () => 0.25 };
  return { first: sandbox.open(surroundings), second: sandbox.open(surroundings), blocked };
}

const JOB = { job: { id: "order-1", payload: { order: "order-1" } }, token: null };
const call = (functions: Functions, name = "a", tools: Tools = {}): Promise<JsonValue> =>
  functions.call(name, JOB, tools);

test("SB1: only JSON crosses the border", async () => {
  const { first } = await open(
    `export const a = async (job, tools) => ({ got: await tools.echo({ job, f() {}, u: undefined }), now: tools.now(), r: Math.random() });
     export const b = () => () => 1;
     export const c = () => { const x = {}; x.x = x; return x; };
     export const d = () => 1n;`,
  );
  expect(await call(first, "a", { echo: async (value = null) => value })).toEqual({
    got: { job: JOB.job },
    now: 42,
    r: 0.25,
  });
  expect(await call(first, "b")).toBeNull();
  await expect(call(first, "c")).rejects.toThrow("TypeError: circular reference");
  await expect(call(first, "d")).rejects.toThrow(/^TypeError: .*BigInt|bigint/i);
});

test("SB2: a module belongs to one incarnation", async () => {
  const { first, second } = await open("let n = 0; export const a = () => ++n;");
  expect([await call(first), await call(first), await call(second)]).toEqual([1, 2, 1]);
});

test.each([
  ["a loop", "export const a = () => { while (true) {} };"],
  [
    "a loop that catches",
    "export async function a() { for (;;) { try { for (;;) {} } catch {} finally { for (;;) {} } } }",
  ],
  ["promises without end", "export async function a() { for (;;) await null; }"],
  ["a regular expression", `export const a = () => /^(a+)+$/.test("a".repeat(60) + "b");`],
  ["a loop after a tool", "export async function a(job, tools) { await tools.rest(); for (;;) {} }"],
  ["a getter of the result", "export const a = () => ({ get x() { for (;;) {} } });"],
  [
    "a name of an error",
    "export const a = () => { throw Object.assign(new Error('x'), { get name() { for (;;) {} } }); };",
  ],
])("SB3: %s is stopped, and the error names the function and the remedy", async (_what, text) => {
  const { first, blocked } = await open(text);
  void call(first, "a", { rest: async () => null });
  const why = await blocked;
  expect(why.message).toMatch(/^mine\.ts: a did not give control back.*: it was stopped after ten million steps/);
  expect(why.remedy).toMatch(/End its loop, or wait in it/);
  // Nothing enters it again; others are not concerned.
  let settled = false;
  void call(first, "a", { rest: async () => null }).finally(() => (settled = true));
  expect(await call((await open("export const a = () => 1;")).first)).toBe(1);
  expect(settled).toBe(false);
});

test("SB3: memory and stack have an end, and the engine goes on", async () => {
  const { first, second } = await open(
    `export const a = () => { const all = []; for (;;) all.push({}); };
     export const b = () => b() + 1;
     export const c = () => "fine";`,
  );
  await expect(call(first, "a")).rejects.toThrow(/memory/);
  await expect(call(second, "b")).rejects.toThrow(/stack overflow|call stack/i);
  expect(await call(second, "c")).toBe("fine");
});

test("SB4: the clock and the dice are the run's", async () => {
  const { first } = await open(
    "export const a = (job, tools) => [tools.now(), Math.random(), Math.random()];",
    () => 7,
  );
  expect(await call(first)).toEqual([7, 0.25, 0.25]);
});

test("an error names its line, also one that a tool threw", async () => {
  const { first } = await open(
    [
      'import { RetryAfterError } from "ackademy";',
      "export async function a(job, tools) {",
      "  await null;",
      "  const there =",
      "    await tools.fails();",
      "}",
      "export const b = (job) => job.payload.card.number;",
      'export const c = () => { throw new RetryAfterError(2000, "busy"); };',
      'export const d = () => { throw "a word"; };',
      "export const e = () => { throw { code: 7 }; };",
      'export const f = () => { throw Object.defineProperty(new Error(), "message", { get() { throw 1; } }); };',
    ].join("\n"),
  );
  const fails = () => Promise.reject(new Error("nobody answers"));
  await expect(call(first, "a", { fails })).rejects.toThrow("nobody answers (mine.ts:5)");
  await expect(call(first, "b")).rejects.toThrow("TypeError: cannot read property 'number' of undefined (mine.ts:7)");
  await expect(call(first, "c")).rejects.toMatchObject({
    message: "busy (mine.ts:8)",
    thrown: "RetryAfterError",
    delayMs: 2_000,
  });
  await expect(call(first, "d")).rejects.toThrow("a word (mine.ts)");
  await expect(call(first, "e")).rejects.toThrow('{"code":7} (mine.ts)');
  await expect(call(first, "f")).rejects.toThrow("an error that cannot be read (mine.ts)");
});

test("a tool that is called after its handler has ended is refused", async () => {
  const { first } = await open(
    `let kept; let said = "";
     export function a(job, tools) { kept = tools; }
     export async function b() { try { await kept.echo(1); } catch (error) { return error.message; } }`,
  );
  await call(first, "a", { echo: async () => 1 });
  expect(await call(first, "b")).toBe("tools.echo was called after its handler had ended");
});
