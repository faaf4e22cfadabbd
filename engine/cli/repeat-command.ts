import type { RunRequest } from "../scenario/run-types.ts";
import type { RunOptions } from "./run.ts";

/** The exact command that repeats a run. */
export function repeatCommand(idOrFile: string, options: RunOptions, requests: readonly RunRequest[]): string {
  const words = [
    "npm run -s scenario -- run",
    idOrFile,
    ...(options.broker === "tab" ? [] : [`--broker ${options.broker}`]),
    ...(options.server === undefined ? [] : [`--server ${options.server}`]),
    `--seed ${requests[0]?.seed}`,
    ...options.set.map((setting) => `--set ${setting}`),
    ...(options.variant === undefined ? [] : [`--variant ${options.variant}`]),
  ];
  return words.map((word) => word).join(" ");
}
