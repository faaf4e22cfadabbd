import { expect, test } from "vitest";
import { compileHandlers, openSandbox } from "../../../engine/sandbox/load.ts";

/** A file that looks for a way out, as a hostile link would. */
const HOSTILE = `
const names = (object) => Object.getOwnPropertyNames(object);
const OUTSIDE = ["fetch", "XMLHttpRequest", "WebSocket", "EventSource", "importScripts", "indexedDB", "caches", "navigator",
  "self", "window", "document", "location", "localStorage", "postMessage", "Worker", "SharedWorker", "BroadcastChannel",
  "process", "require", "module", "global", "Buffer", "setTimeout", "setInterval", "queueMicrotask", "crypto", "performance",
  "WebAssembly", "Deno", "Bun", "console", "MessageChannel", "structuredClone", "URL"];
const roots = [() => globalThis, () => (0, eval)("this"), () => new Function("return this")(),
  () => (async () => {}).constructor("return this")(), () => [].constructor.constructor("return this")()];

export async function globals() {
  const found = [];
  for (const root of roots) { const all = await root(); found.push(...OUTSIDE.filter((name) => name in all)); }
  return [...new Set(found)];
}
export async function imports() {
  const said = [];
  for (const name of ["node:fs", "fs", "https://example.org/a.js", "data:text/javascript,export default 1", "./quickjs.ts", "std", "os"]) {
    try { await import(name); said.push(name); } catch {}
  }
  return said;
}
/** Every object that can be reached from what the handler is given, and whether its functions lead to another realm. */
export function reach(job, tools) {
  const seen = new Set(); const queue = [job, tools, tools.sleep, tools.now, Math.random]; const strange = [];
  while (queue.length > 0) {
    const object = queue.pop();
    if ((typeof object !== "object" && typeof object !== "function") || object === null || seen.has(object)) continue;
    seen.add(object);
    if (typeof object === "function" && object.constructor && object.constructor !== Function && !(object instanceof Function)) strange.push(String(object.name));
    queue.push(Object.getPrototypeOf(object));
    for (const name of names(object)) { try { queue.push(object[name]); } catch {} }
  }
  return { strange, many: seen.size > 20 };
}
/** The engine's own steps must not run what the handler has put in their place. */
export async function tampers(job, tools) {
  const stolen = [];
  const steal = (what) => function (...args) { stolen.push(what); return undefined; };
  JSON.stringify = steal("stringify"); JSON.parse = steal("parse"); Map.prototype.get = steal("get");
  Promise.prototype.then = steal("then"); Reflect.apply = steal("apply"); globalThis.Promise = class {};
  Object.defineProperty(Object.prototype, "resolve", { set: steal("resolve"), configurable: true });
  Array.prototype[Symbol.iterator] = steal("iterator");
  return "tampered";
}
export async function prototypes(job, tools) {
  job.__proto__.polluted = "yes"; ({}).constructor.prototype.spoiled = "yes";
  return await tools.echo(JSON.parse('{"__proto__": {"spoiled": "yes"}, "constructor": {"prototype": {"spoiled": 1}}}'));
}
`;

async function open() {
  const sandbox = await openSandbox(await compileHandlers({ file: "hostile.js", text: HOSTILE }), (why) => {
    throw why;
  });
  const functions = sandbox.open({ now: () => 1, random: () => 0.5 });
  const asked: unknown[] = [];
  const tools = {
    sleep: async () => null,
    echo: async (...args: readonly unknown[]) => {
      asked.push(args);
      return null;
    },
  };
  return { call: (name: string) => functions.call(name, { job: { id: "a" }, token: null }, tools), asked };
}

test("it finds no network, no page, no timers and no Node", async () => {
  expect(await (await open()).call("globals")).toEqual([]);
});

test("it can import nothing, from nowhere", async () => {
  expect(await (await open()).call("imports")).toEqual([]);
});

test("what it is given leads to no object of ours", async () => {
  expect(await (await open()).call("reach")).toEqual({ strange: [], many: true });
});

test("it can break only itself", async () => {
  const { call } = await open();
  // Whether its own call still settles is its own affair.
  void call("tampers").catch(() => undefined);
  expect(await (await open()).call("imports")).toEqual([]);
  expect(JSON.stringify({ a: 1 })).toBe('{"a":1}');
  expect(await Promise.resolve(1).then((one) => one + 1)).toBe(2);
  expect(await (await open()).call("globals")).toEqual([]);
});

test("it spoils no prototype of ours", async () => {
  const { call, asked } = await open();
  await call("prototypes");
  expect(({} as { spoiled?: string }).spoiled).toBeUndefined();
  expect(({} as { polluted?: string }).polluted).toBeUndefined();
  expect(asked).toHaveLength(1);
});
