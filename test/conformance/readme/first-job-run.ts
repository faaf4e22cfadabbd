import { spawn } from "node:child_process";
import { once } from "node:events";

/** Runs the page's first program on the server at `url`, ends it after its first line, and returns all that it printed. */
export async function runFirstJob(url: string): Promise<{ readonly code: number | null; readonly printed: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", "test/conformance/readme/first-job.ts"], {
    env: { ...process.env, NATS_URL: url },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (text: string) => {
    printed += text;
    if (printed.includes("\n")) child.kill("SIGTERM");
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, printed };
}
