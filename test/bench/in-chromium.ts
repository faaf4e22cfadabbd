import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { build, type Rolldown } from "vite";
import { ensureChromium } from "../setup/chromium.ts";
import type { Measured } from "./measure.ts";

/** The same benchmark in a Web Worker of Debian's Chromium. */
export async function measureInChromium(warmUps: number, runs: number): Promise<Measured> {
  const code = await bundle();
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await browser.newPage();
    const answer = await page.evaluate(inWorker, { code, ask: [warmUps, runs] as const });
    if (answer.measured === undefined) throw new Error(answer.failed);
    return answer.measured;
  } finally {
    await browser.close();
  }
}

type Answer = { readonly measured?: Measured; readonly failed?: string };

/** Runs in the page. */
function inWorker({ code, ask }: { code: string; ask: readonly [number, number] }): Promise<Answer> {
  const worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  return new Promise((resolve) => {
    worker.onmessage = (message: MessageEvent<Answer>) => resolve(message.data);
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
