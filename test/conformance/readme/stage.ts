import type { Client } from "../../../engine/queue/client.ts";
import type { Stage } from "./example.ts";

/** What an example needs beside its client: it prints, and is told when enough has been printed. */
export function stageFor(client: Client): Stage {
  const lines: string[] = [];
  const waiters: { readonly count: number; readonly tell: () => void }[] = [];
  return {
    client,
    print(line) {
      lines.push(line);
      for (const { count, tell } of waiters) if (lines.length >= count) tell();
    },
    async printed(count) {
      if (lines.length < count) await new Promise<void>((tell) => waiters.push({ count, tell }));
      return lines;
    },
  };
}
