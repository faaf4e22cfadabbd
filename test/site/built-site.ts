import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright";
import { afterAll, beforeAll } from "vitest";
import { serveSite, type Site } from "../bench/lab/site.ts";
import { ROOT } from "../support/cli.ts";
import { findChromium, HOW_TO_GET_CHROMIUM } from "../setup/chromium.ts";

export type BuiltSite = {
  /** The address of the site, below a sub-path. */
  readonly url: () => string;
  readonly newContext: () => Promise<BrowserContext>;
};

/** Builds the lab once for a test file, and serves it below a sub-path as any static host does. */
export function useBuiltSite(below = "/some/sub/path/"): BuiltSite {
  let site: Site | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    site = await serveSite(await build(), below);
    browser = await chromium.launch({
      executablePath: findChromium() ?? HOW_TO_GET_CHROMIUM,
      args: ["--no-sandbox", "--disable-gpu"],
    });
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
  });
  const ready = <T>(one: T | undefined): T => {
    if (one === undefined) throw new Error("the site is not built yet");
    return one;
  };
  return {
    url: () => ready(site).url,
    newContext: () => ready(browser).newContext({ reducedMotion: "reduce", acceptDownloads: true }),
  };
}

/** As `npm run build` does: within a test's process, the page would get the development build of React. */
async function build(): Promise<string> {
  const vite = join(ROOT, "node_modules/vite/bin/vite.js");
  await promisify(execFile)(
    process.execPath,
    [vite, "build", "--config", "lab/vite.config.ts", "--logLevel", "error"],
    {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: "production" },
    },
  );
  return join(ROOT, "dist");
}

/** What goes wrong in a page: errors, refusals of its policy, and answers other than success. */
export function troublesOf(page: Page): string[] {
  const troubles: string[] = [];
  page.on("pageerror", ({ message }) => troubles.push(message));
  page.on("console", (message) => void (message.type() === "error" && troubles.push(message.text())));
  page.on("response", (answer) => void (answer.status() >= 400 && troubles.push(`${answer.status()} ${answer.url()}`)));
  return troubles;
}
