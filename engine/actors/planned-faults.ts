import type { CrashPoint } from "../trace/crash-point.ts";

/** Something planned at a named point: of this job's n-th delivery, or of this actor's n-th pass. */
export type PointFault = {
  /** Its place in the scenario's list of faults. */
  readonly fault: number;
  readonly point: CrashPoint;
  readonly of:
    | { readonly job: string; readonly attempt: number }
    /** Counted in the first incarnation. */
    | { readonly nth: number };
} & (ActorFault | Notice);

/** The runner wants to hear that this point was passed, once in a run: it does something then, and who passed it goes on. */
export type Notice = { readonly kind: "notice"; readonly what: string; readonly target: string };

/** What strikes an actor. A crash strikes whenever its place is reached again, everything else once in a run. */
export type ActorFault =
  | { readonly kind: "crash" }
  /** It pauses where it stands, and goes on after this time. */
  | { readonly kind: "pause"; readonly forMs: number }
  | Hindrance;

/** What an incarnation lives through. It ends with the incarnation. */
export type Hindrance =
  /** Each job that begins within this time takes so many times as long. */
  | { readonly kind: "slow"; readonly times: number; readonly forMs: number }
  /** Its connection ends at once, and it cannot connect again for this time. */
  | { readonly kind: "cut"; readonly forMs: number };

/** What is planned for the first message that carries this job into a queue, whoever sends it. See wire.ts. */
export type WireFault = {
  /** Its place in the scenario's list of faults. */
  readonly fault: number;
  readonly what: "lose" | "delay" | "duplicate";
  readonly job: string;
  /** How long the message, or its copy, is delayed. */
  readonly delayMs: number;
};
