#!/usr/bin/env node
/**
 * The package's program: `ackademy` opens the lab (`lab/start.mjs`), and `ackademy run …` is the command line. An argument that
 * is no option of the lab belongs to the command line.
 */
const args = process.argv.slice(2);
const [first] = args;
if (first === undefined || first === "--port" || first.startsWith("--port=")) {
  await import(new URL("../../lab/start.mjs", import.meta.url).href);
} else {
  await import("../cli/main.ts");
}
