import { SCENARIO_SOURCES } from "../../../scenarios/index.ts";
import { createSession } from "../session/create-session.ts";
import { createWorkerRunner } from "../session/runner-client.ts";
import type { Session } from "../session/types.ts";

/** The lab's session and the home screen's example: our scenarios, one engine in its Web Worker, time by the page's frames. */
export function openSessions(): { readonly session: Session; readonly example: Session } {
  const runner = createWorkerRunner();
  const frames = { request: (onFrame: (nowMs: number) => void) => void requestAnimationFrame(onFrame) };
  const options = { runner, scenarios: SCENARIO_SOURCES, frames };
  return { session: createSession(options), example: createSession(options) };
}
