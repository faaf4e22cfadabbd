import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { build, type Rolldown } from "vite";
import { ensureChromium } from "../setup/chromium.ts";
import type { BuiltServer } from "../../engine/wasm/build/built-server.ts";
import type { Measured } from "./measure.ts";
import type { MeasuredServer } from "./measure-server.ts";
import type { Ask } from "./worker.ts";

/** Where the browser finds the server: an address that leaves for nowhere, as it is answered here. */
const SERVER_BASE = "http://bench.invalid/wasm/";

/** The same benchmark in a Web Worker of Debian's Chromium. */
export function measureInChromium(warmUps: number, runs: number): Promise<Measured> {
  return inChromium<Measured>({ warmUps, runs, server: null });
}

export function measureServerInChromium(built: BuiltServer, warmUps: number, runs: number): Promise<MeasuredServer> {
  const server = { base: SERVER_BASE, compressedBytes: built.compressedBytes };
  return inChromium<MeasuredServer>({ warmUps, runs, server }, built.folder);
}

async function inChromium<T>(ask: Ask, serverFolder?: string): Promise<T> {
  const code = await bundle();
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await browser.newPage();
    await page.route(`${SERVER_BASE}*`, async (route) => {
      const path = `${serverFolder}/${route.request().url().slice(SERVER_BASE.length)}`;
      await route.fulfill({ path, headers: { "access-control-allow-origin": "*" } });
    });
    const answer = await page.evaluate(inWorker<T>, { code, ask });
    if (answer.measured === undefined) throw new Error(answer.failed);
    return answer.measured;
  } finally {
    await browser.close();
  }
}

type Answer<T> = { readonly measured?: T; readonly failed?: string };

/** Runs in the page. */
function inWorker<T>({ code, ask }: { code: string; ask: Ask }): Promise<Answer<T>> {
  const worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  return new Promise((resolve) => {
    worker.onmessage = (message: MessageEvent<Answer<T>>) => resolve(message.data);
    worker.onerror = (error) => resolve({ failed: error.message });
    worker.postMessage(ask);
  });
}

/** The worker's code as one classic script, minified as the site's is. */
async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    root: fileURLToPath(new URL(".", import.meta.url)),
    build: {
      write: false,
      target: "es2022",
      lib: { entry: fileURLToPath(new URL("worker.ts", import.meta.url)), formats: ["iife"], name: "bench" },
    },
  });
  const [output] = Array.isArray(result) ? result : [result as Rolldown.RolldownOutput];
  const [chunk] = output?.output ?? [];
  if (chunk?.type !== "chunk") throw new Error("the worker did not build into one chunk");
  return chunk.code;
}
