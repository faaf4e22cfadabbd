import { spawn } from "node:child_process";
import { once } from "node:events";

/** Runs one of the page's programs that end by themselves, and returns what it printed. */
export async function runFirst(name: "first-test" | "first-scenario"): Promise<string> {
  const child = spawn(process.execPath, ["--import", "tsx", `test/conformance/readme/${name}.ts`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
  await once(child, "close");
  return printed;
}

/** Runs the page's first program on the server at `url`, ends it after its first line, and returns all that it printed. */
export async function runFirstJob(
  url: string,
  program: readonly string[] = ["--import", "tsx", "test/conformance/readme/first-job.ts"],
): Promise<{ readonly code: number | null; readonly printed: string }> {
  const child = spawn(process.execPath, program, {
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
