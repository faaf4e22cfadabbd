import { TwinController } from "./twin-controller.ts";
import type { TwinOptions, TwinSession } from "./twin-types.ts";

/** Two runs that share one time, without React and without a DOM. */
export function createTwin(options: TwinOptions): TwinSession {
  return new TwinController(options);
}
