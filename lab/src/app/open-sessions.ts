import { createTwin } from "../session/create-twin.ts";
import { createSession } from "../session/create-session.ts";
import { createWorkerRunner } from "../session/runner-client.ts";
import { serverOffer } from "../session/server-offer.ts";
import type { TwinSession } from "../session/twin-types.ts";
import type { Session } from "../session/types.ts";
import { course, shippedScenarios } from "./shipped.ts";
import type { Course } from "../course/course.ts";

/** The lab's session, the home screen's example, the twin and the course: our scenarios, one engine in its Web Worker, time by the page's frames. */
export function openSessions(): {
  readonly session: Session;
  readonly example: Session;
  readonly twin: TwinSession;
  readonly course: Course;
} {
  const runner = createWorkerRunner(serverOffer);
  const frames = { request: (onFrame: (nowMs: number) => void) => void requestAnimationFrame(onFrame) };
  const options = { runner, scenarios: shippedScenarios, frames, realServer: serverOffer };
  return {
    session: createSession(options),
    example: createSession(options),
    twin: createTwin(options),
    course,
  };
}
