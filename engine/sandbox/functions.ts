import type { JsonValue } from "../kernel/json.ts";

/** A handlers file that has been checked. Plain data: it can be sent to a process of its own. */
export type CompiledHandlers = {
  readonly file: string;
  /** JavaScript: the file without its types, line by line as it was. */
  readonly code: string;
  /** The functions that it exports. */
  readonly names: readonly string[];
};

/** What a function may ask of the engine: each tool takes JSON and answers with JSON. */
export type Tools = { readonly [tool: string]: (...args: readonly JsonValue[]) => Promise<JsonValue> };

/** What is known at once, without waiting. */
export type Surroundings = {
  /** The run's time, in milliseconds since its start. */
  now(): number;
  /** The next number of the incarnation's own sequence of random numbers, from 0 to below 1. */
  random(): number;
};

/** The functions of one incarnation: its module, with its variables, which no other incarnation sees. */
export type Functions = {
  /**
   * Calls one function with plain data and tools. Settles when the function has.
   * @throws FunctionError what the function threw, with its line
   */
  call(name: string, job: JsonValue, tools: Tools): Promise<JsonValue>;
};

/** The functions of a run. */
export type Sandbox = {
  /** A module of its own for a new incarnation. */
  open(surroundings: Surroundings): Functions;
};

/** What a function threw. `message` ends with the line of the user's file, if it is known. */
export class FunctionError extends Error {
  override readonly name = "FunctionError";
  /** The name of the error that was thrown; empty if it was no Error. */
  readonly thrown: string;
  /** The delay that a RetryAfterError or HandBackError carries. */
  readonly delayMs: number | null;

  constructor(message: string, thrown: string, delayMs: number | null) {
    super(message);
    this.thrown = thrown;
    this.delayMs = delayMs;
  }
}
