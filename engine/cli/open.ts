import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { replayTraces } from "../scenario/run/replay.ts";
import { EXIT } from "./exit.ts";
import { loadScenarioFile, readText } from "./load.ts";

export type OpenOptions = { readonly port?: number };

const START = fileURLToPath(new URL("../../lab/start.mjs", import.meta.url));

/**
 * Starts the lab on a stored trace or a scenario file, and serves the file to this machine only. Ends when the lab ends.
 * Returns the exit code.
 * @throws BadInputError naming the place of what is wrong in the file, before anything starts.
 */
export async function open(file: string, { port }: OpenOptions): Promise<number> {
  if (/\.(ya?ml|json)$/i.test(file)) await loadScenarioFile(file);
  else replayTraces(await readText(file), file);
  const where = port === undefined ? [] : ["--port", String(port)];
  const lab = spawn(process.execPath, [START, "--open", resolve(file), ...where], { stdio: "inherit" });
  // Ctrl-C reaches both processes; the lab decides when it ends.
  const signals = ["SIGINT", "SIGTERM"] as const;
  const forward = (signal: NodeJS.Signals) => void (signal === "SIGTERM" && lab.kill(signal));
  for (const signal of signals) process.on(signal, forward);
  try {
    return await new Promise<number>((done, failed) => {
      lab.once("error", failed);
      lab.once("close", (code) => done(code === 0 ? EXIT.passed : EXIT.failed));
    });
  } finally {
    for (const signal of signals) process.off(signal, forward);
  }
}
