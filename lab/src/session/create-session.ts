import { MainController } from "./main-session.ts";
import type { MainSession, SessionOptions } from "./types.ts";

/** The lab's controller, without React and without a DOM. */
export function createSession(options: SessionOptions): MainSession {
  return new MainController(options);
}
