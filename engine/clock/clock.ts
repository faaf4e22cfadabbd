/**
 * The engine's only access to time. Every part, the simulated broker included, gets a `Clock` as a parameter and never uses
 * a global timer or date.
 */
export interface Clock {
  /** Milliseconds since the run began; an integer in virtual time. */
  now(): number;
  /** Calls `run` once, after at least `delayMs`. */
  setTimeout(run: () => void, delayMs: number): TimerHandle;
  /** Cancels a timer. Does nothing if it has fired or was cleared. */
  clearTimeout(timer: TimerHandle | undefined): void;
  /** Settles after `delayMs`. Never settles for an incarnation that crashes before. */
  sleep(delayMs: number): Promise<void>;
}

declare const timerBrand: unique symbol;
/** Opaque: each clock has its own handles. */
export type TimerHandle = { readonly [timerBrand]: never };
