import type { EventBody } from "./events.ts";
import type { CrashPoint } from "./crash-point.ts";
import type { EventId } from "./event.ts";

/** Which piece of work an actor is at when it passes a crash point. */
export type PointScope = { readonly job: string; readonly attempt: number };

/**
 * What the engine's modules report through: a recorder and the actor's named crash points.
 * Outside the lab there is none, and the engine works the same.
 */
export type Probe = {
  record(body: EventBody, cause?: EventId | null): EventId;
  /** Returns at once, later or never: a fault may freeze or end the incarnation here. */
  point(name: CrashPoint, scope: PointScope): Promise<void>;
};

/** For the engine without a lab: records nothing, never crashes. */
export const silentProbe: Probe = {
  record: () => "",
  point: () => Promise.resolve(),
};

/** The header that carries the sender's event id to the receiver, as its `cause`. */
export const CAUSE_HEADER = "Ackademy-Cause";
