import { LocalCopies, type CopyStore } from "./local-copies.ts";
import type { MainSession, SessionOptions } from "./types.ts";
import { Workbench } from "./workbench.ts";

/** The workbench over a session, with its copies in this browser. */
export function createWorkbench(
  session: MainSession,
  { runner, scenarios }: Pick<SessionOptions, "runner" | "scenarios">,
  store: CopyStore = () => localStorage,
): Workbench {
  return new Workbench({ session, drafts: runner.drafts, scenarios, copies: new LocalCopies(store) });
}
