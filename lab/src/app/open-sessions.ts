import { createSession } from "../session/create-session.ts";
import { createWorkbench } from "../session/create-workbench.ts";
import { loadPart } from "../session/load-part.ts";
import { ProgressStore } from "../session/progress-store.ts";
import { createWorkerRunner } from "../session/runner-client.ts";
import { serverOffer } from "../session/server-offer.ts";
import type { TwinSession } from "../session/twin-types.ts";
import type { MainSession, Session } from "../session/types.ts";
import type { Workbench } from "../session/workbench.ts";
import { course, shippedScenarios } from "./shipped.ts";
import type { Course } from "../course/course.ts";

/**
 * Opens the sessions of the lab, the example, the twin screen and the course. They share the scenarios and one engine
 * in a Web Worker. Frames of the page drive their time.
 */
export function openSessions(): {
  readonly session: MainSession;
  readonly workbench: Workbench;
  readonly example: Session;
  readonly twin: () => Promise<TwinSession>;
  readonly course: Course;
  readonly progress: ProgressStore;
} {
  const runner = createWorkerRunner(serverOffer);
  const frames = { request: (onFrame: (nowMs: number) => void) => void requestAnimationFrame(onFrame) };
  const options = { runner, scenarios: shippedScenarios, frames, realServer: serverOffer };
  const progress = new ProgressStore(() => localStorage);
  const session = createSession({ ...options, progress });
  let twin: Promise<TwinSession> | null = null;
  return {
    session,
    workbench: createWorkbench(session, options),
    example: createSession(options),
    twin: () => (twin ??= loadPart(() => import("../session/create-twin.ts")).then((part) => part.createTwin(options))),
    course,
    progress,
  };
}
