/**
 * The one way to time for everything in the engine: our code, the simulated broker and (later) XState get a `Clock`
 * handed in and never touch a global timer or date.
 */
export interface Clock {
  /** Milliseconds since the run began; an integer in virtual time. */
  now(): number;
  /** Calls `run` once after at least `delayMs`. */
  setTimeout(run: () => void, delayMs: number): TimerHandle;
  /** Does nothing for a timer that has fired or was cleared. */
  clearTimeout(timer: TimerHandle | undefined): void;
  /** Settles after `delayMs`; never settles for an incarnation that crashed meanwhile. */
  sleep(delayMs: number): Promise<void>;
}

declare const timerBrand: unique symbol;
/** Opaque: each clock has handles of its own. */
export type TimerHandle = { readonly [timerBrand]: never };
