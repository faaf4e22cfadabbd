import { spawn } from "node:child_process";
import { once } from "node:events";
import { FOLDER_GUARD_SCRIPT } from "./guard.ts";

/** Removes the folder when this process ends in any way, SIGKILL included (see guard.ts), or when `removeFolder` is called. */
export function guardFolder(folder: string): { removeFolder(): Promise<void> } {
  const guard = spawn("/bin/sh", ["-c", FOLDER_GUARD_SCRIPT, "folder-guard", folder], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    cwd: "/",
  });
  const ended = once(guard, "close");
  guard.unref();
  (guard.stdin as unknown as { unref(): void }).unref();
  return {
    async removeFolder() {
      guard.ref();
      guard.stdin.end();
      await ended;
    },
  };
}
