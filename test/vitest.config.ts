import react from "@vitejs/plugin-react";
import { playwright } from "@vitest/browser-playwright";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { coursePlugin } from "../lab/course-plugin.ts";
import { serverPlugin } from "../lab/server-plugin.ts";
import { bundledWorker } from "./setup/bundled-worker.ts";
import { blockRequests, unblockRequests } from "./setup/block-requests.ts";
import { digestsInNode, runInNode, traceInNode } from "./setup/run-in-node.ts";
import { openInNode } from "./setup/open-in-node.ts";
import { findChromium, HOW_TO_GET_CHROMIUM } from "./setup/chromium.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

const CLI_BUNDLE_SETUP = "test/setup/cli-bundle.ts";

/** Folders of test/ that are a project of their own; the rest is `unit`. */
const OWN_PROJECT = {
  tidy: ["test/tidy/**/*.test.ts"],
  /** Everything that needs a real nats-server, beside the same tests on the simulated one. */
  conformance: ["test/conformance/**/*.test.ts", "test/broker/**/*.test.ts"],
  /** The built site, in a browser that the test drives from outside. */
  site: ["test/site/**/*.test.ts"],
  browser: ["test/{lab,browser}/**/*.test.{ts,tsx}"],
};

/** Measured on Debian's Chromium; swiftshader (the default without a GPU) makes a 2D canvas crawl. */
const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--font-render-hinting=none",
  "--force-color-profile=srgb",
];

/** A busy machine is no failure: what takes 20 s on an idle one takes minutes beside ten other processes. */
const ENDS_WHAT_HANGS_MS = 300_000;

export default defineConfig({
  root,
  test: {
    projects: [
      {
        test: {
          name: "tidy",
          root,
          testTimeout: ENDS_WHAT_HANGS_MS,
          hookTimeout: ENDS_WHAT_HANGS_MS,
          include: OWN_PROJECT.tidy,
        },
      },
      {
        test: {
          name: "unit",
          root,
          globalSetup: CLI_BUNDLE_SETUP,
          // The tests leave nothing behind, so that the engine is loaded once for each worker instead of for each file.
          isolate: false,
          // Vitest would leave one core to its own process, which has next to nothing to do: half of a small machine.
          maxWorkers: availableParallelism(),
          testTimeout: ENDS_WHAT_HANGS_MS,
          hookTimeout: ENDS_WHAT_HANGS_MS,
          include: ["test/**/*.test.ts"],
          exclude: Object.values(OWN_PROJECT).flat(),
        },
      },
      {
        test: {
          name: "conformance",
          root,
          globalSetup: CLI_BUNDLE_SETUP,
          // Real time is mostly waited for. Each of the tests that run at once may have some eighty processes of its own.
          maxWorkers: 2,
          maxConcurrency: 2,
          include: OWN_PROJECT.conformance,
          testTimeout: ENDS_WHAT_HANGS_MS,
          hookTimeout: ENDS_WHAT_HANGS_MS,
        },
      },
      {
        test: {
          name: "site",
          root,
          include: OWN_PROJECT.site,
          testTimeout: ENDS_WHAT_HANGS_MS,
          hookTimeout: ENDS_WHAT_HANGS_MS,
        },
      },
      {
        plugins: [react(), serverPlugin(), coursePlugin(), bundledWorker()],
        // Optimized afresh in a folder of its own, so that a test run and the lab's dev server do not fight over one.
        cacheDir: "node_modules/.vite-test",
        // Found up front: a dependency met only in mid-run would reload the page under the tests.
        optimizeDeps: { entries: ["lab/**/*.{ts,tsx}", "test/{lab,browser}/**/*.{ts,tsx}"] },
        worker: { format: "es" },
        test: {
          name: "browser",
          root,
          globalSetup: CLI_BUNDLE_SETUP,
          // Pages side by side: each has a browser context of its own, and its own focus.
          maxWorkers: availableParallelism(),
          include: OWN_PROJECT.browser,
          testTimeout: ENDS_WHAT_HANGS_MS,
          hookTimeout: ENDS_WHAT_HANGS_MS,
          expect: { poll: { timeout: 60_000 } },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            viewport: { width: 1280, height: 800 },
            provider: playwright({
              launchOptions: {
                // A missing browser shows in the launch error as what to do about it.
                executablePath: findChromium() ?? HOW_TO_GET_CHROMIUM,
                args: CHROMIUM_ARGS,
              },
              // What is not there after a minute is missing: the test fails at that line, and the rest goes on.
              actionTimeout: 60_000,
              contextOptions: { reducedMotion: "reduce", deviceScaleFactor: 1 },
            }),
            instances: [{ browser: "chromium" }],
            commands: { blockRequests, digestsInNode, openInNode, runInNode, traceInNode, unblockRequests },
          },
        },
      },
    ],
  },
});
