import { SessionController } from "./session-controller.ts";
import type { Session, SessionOptions } from "./types.ts";

/** The lab's controller, without React and without a DOM. */
export function createSession(options: SessionOptions): Session {
  return new SessionController(options);
}
