import type { CrashPoint } from "../trace/crash-point.ts";

/** A fault at a named crash point: of this job's nth delivery, or of this actor's nth pass. */
export type PointFault = {
  /** Its index in the scenario's list of faults. */
  readonly fault: number;
  readonly point: CrashPoint;
  readonly of:
    | { readonly job: string; readonly attempt: number }
    /** Passes are counted in the first incarnation. */
    | { readonly nth: number };
} & (ActorFault | Notice);

/** The runner acts when this point is passed, once in a run; the actor that passed it goes on. */
export type Notice = { readonly kind: "notice"; readonly what: string; readonly target: string };

/** What is done to an actor. A crash happens whenever its point is reached again, everything else once in a run. */
export type ActorFault =
  | { readonly kind: "crash" }
  /** The actor pauses there, and continues after this time. */
  | { readonly kind: "pause"; readonly forMs: number }
  | Hindrance;

/** What slows an incarnation down or cuts it off. It ends with the incarnation. */
export type Hindrance =
  /** Each job that begins within `forMs` takes `times` times as long. */
  | { readonly kind: "slow"; readonly times: number; readonly forMs: number }
  /** Its connection ends at once, and it cannot connect again for this time. */
  | { readonly kind: "cut"; readonly forMs: number };

/** A fault of the first message that carries this job into a queue, whichever actor sends it. See wire.ts. */
export type WireFault = {
  /** Its index in the scenario's list of faults. */
  readonly fault: number;
  readonly what: "lose" | "delay" | "duplicate";
  readonly job: string;
  /** How long the message, or its copy, is delayed. */
  readonly delayMs: number;
};
