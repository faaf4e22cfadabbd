import type { EventBody } from "./events.ts";
import type { CrashPoint } from "./crash-point.ts";
import type { EventId } from "./event.ts";

/** The delivery that an actor is working on when it passes a crash point. */
export type PointScope = { readonly job: string; readonly attempt: number };

/**
 * The interface through which the engine's modules report to the lab: a recorder and the actor's named crash points.
 * Outside the lab, `silentProbe` takes its place and the engine works the same.
 */
export type Probe = {
  record(body: EventBody, cause?: EventId | null): EventId;
  /** Settles at once, later or never: a planned fault may pause or end the incarnation here. */
  point(name: CrashPoint, scope: PointScope): Promise<void>;
};

/** The probe outside the lab: it records nothing and never crashes. */
export const silentProbe: Probe = {
  record: () => "",
  point: () => Promise.resolve(),
};

/** The header that carries the sender's event id to the receiver, as its `cause`. */
export const CAUSE_HEADER = "Ackademy-Cause";
