import { shownServer } from "../broker/server-url.ts";
import type { RunRequest } from "../scenario/run/run-types.ts";
import { COMMAND } from "./command.ts";
import type { RunOptions } from "./run.ts";

/** The exact shell command that repeats a run. It does not contain the server's password. */
export function repeatCommand(idOrFile: string, options: RunOptions, requests: readonly RunRequest[]): string {
  const words = [
    idOrFile,
    ...(options.broker === "sim" ? [] : ["--broker", options.broker]),
    ...(options.server === undefined ? [] : ["--server", shownServer(options.server)]),
    ...(options.handlers === undefined ? [] : ["--handlers", options.handlers]),
    ...["--seed", String(requests[0]?.seed)],
    ...options.set.flatMap((setting) => ["--set", setting]),
    ...(options.variant === undefined ? [] : ["--variant", options.variant]),
    ...(options.level === undefined ? [] : ["--level", String(options.level)]),
  ];
  return `${COMMAND} run ${words.map(quoted).join(" ")}`;
}

function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
