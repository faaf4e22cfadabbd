import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { coursePlugin } from "./course-plugin.ts";
import { serverPlugin } from "./server-plugin.ts";

/** The mode for the page in the package. It offers no real server: what this machine has built is no part of the package. */
const PACKAGE = "package";

/** A static site that runs from any sub-path: relative addresses, and routes in the hash. */
export default defineConfig(({ mode }) => ({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  plugins: [react(), serverPlugin({ isOffered: mode !== PACKAGE }), coursePlugin()],
  worker: { format: "es" },
  // Named, so that a first `npm start` prepares them at once and not one after the other as the page asks for them.
  optimizeDeps: {
    include: [
      "react",
      "react-dom/client",
      "react-aria-components",
      "@xyflow/react",
      "uplot",
      "wouter",
      "wouter/use-hash-location",
      "comlink",
      "modern-screenshot",
      "yaml",
      "@codemirror/autocomplete",
      "@codemirror/commands",
      "@codemirror/lang-javascript",
      "@codemirror/lang-yaml",
      "@codemirror/language",
      "@codemirror/lint",
      "@codemirror/state",
      "@codemirror/view",
      "@lezer/highlight",
      "@jitl/quickjs-singlefile-mjs-release-sync",
      "quickjs-emscripten-core",
      "sucrase",
      "zod",
      "@nats-io/nats-core",
      "@nats-io/nats-core/internal",
      "@nats-io/jetstream",
      "@noble/hashes/sha2.js",
      "@noble/hashes/utils.js",
    ],
  },
  server: { warmup: { clientFiles: ["./src/main.tsx", "./src/app/lab-screen.tsx", "./src/session/run-worker.ts"] } },
  build: {
    outDir: fileURLToPath(new URL("../dist", import.meta.url)),
    emptyOutDir: true,
    license: { fileName: "third-party-licenses.md" },
    target: "es2022",
    // Whoever imports one function of `engine/views.ts` needs only the module that it comes from.
    rolldownOptions: { treeshake: { moduleSideEffects: [{ test: /\/engine\/.*\.ts$/, sideEffects: false }] } },
    // light-dark() stays as it is written.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
  },
}));
