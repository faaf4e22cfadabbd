import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const WORKER = "lab/src/session/run-worker.ts";

/**
 * Serves the lab's Web Worker as one file, which the page keeps. Most browser tests start a worker of their own; as single
 * modules that is 450 requests each.
 */
export function bundledWorker(): Plugin {
  return {
    name: "ackademy-bundled-worker",
    configureServer({ middlewares }) {
      const bundled = bundle();
      // It is reported by whoever asks for the worker first.
      bundled.catch(() => undefined);
      middlewares.use((request, response, next) => {
        if (!request.url?.startsWith(`/${WORKER}?worker_file`)) return next();
        bundled.then((text) => {
          response.setHeader("content-type", "text/javascript");
          response.setHeader("cache-control", "max-age=3600");
          response.end(text);
        }, next);
      });
    },
  };
}

async function bundle(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../../${WORKER}`, import.meta.url))],
    ...{ bundle: true, write: false, platform: "browser", format: "esm", target: "es2022" },
    ...{ minify: true, keepNames: true, logLevel: "error" },
    // QuickJS imports it only under Node.
    external: ["module"],
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}
