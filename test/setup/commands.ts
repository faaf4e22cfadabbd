import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** How a step runs its programs, and where their output goes. */
export type Commands = {
  /** The folder for reports. */
  readonly reports: string;
  /** What the programs get in their environment beyond ours. */
  readonly environment: Record<string, string>;
  readonly say: (line: string) => void;
  readonly succeeds: (command: string, args: readonly string[]) => Promise<boolean>;
};

type Shared = Pick<Commands, "reports" | "environment">;

/** Their output is shown at once. */
export function shownCommands(shared: Shared): Commands {
  return {
    ...shared,
    say,
    succeeds: (command, args) => succeeds(command, args, shared.environment, null),
  };
}

/** Their output is kept until `show`: what runs beside something else would be mixed with its output. */
export function keptCommands(shared: Shared): Commands & { show(): void } {
  const kept: string[] = [];
  return {
    ...shared,
    say: (line) => void kept.push(`${line}\n`),
    succeeds: (command, args) => succeeds(command, args, shared.environment, (text) => kept.push(text)),
    show: () => void process.stdout.write(kept.splice(0).join("")),
  };
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function succeeds(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  onOutput: ((text: string) => void) | null,
): Promise<boolean> {
  return new Promise((resolve) => {
    const stdio = onOutput === null ? "inherit" : "pipe";
    const child = spawn(command, args, { cwd: ROOT, stdio, env: { ...process.env, ...environment } });
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", onOutput ?? say);
    child.once("error", (error) => {
      (onOutput ?? say)(`${error.message}\n`);
      resolve(false);
    });
    child.once("close", (code) => resolve(code === 0));
  });
}
