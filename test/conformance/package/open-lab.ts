import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** The lab, opened by the installed program. */
export type OpenLab = {
  readonly address: string;
  /** The text at a path. @throws with the status if there is none */
  get(path: string): Promise<string>;
  stop(): Promise<void>;
};

/** Starts `ackademy …` in the folder, until it says where the lab is open. */
export async function openLab(folder: string, args: readonly string[]): Promise<OpenLab> {
  const child = spawn(process.execPath, [join(folder, "node_modules/ackademy/build/bin.js"), ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  let printed = "";
  for await (const part of child.stdout.setEncoding("utf8")) {
    printed += String(part);
    if (/http:\S+/.test(printed)) break;
  }
  const [address] = /http:\S+/.exec(printed) ?? [];
  if (address === undefined) throw new Error(`it did not say where it is open: ${printed}`);
  return {
    address,
    async get(path) {
      const response = await fetch(new URL(path, address));
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      return response.text();
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
