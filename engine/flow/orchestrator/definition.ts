import { type AnyStateMachine, type ContextFrom, fromPromise, type InputFrom, type PromiseActorLogic } from "xstate";
import { InternalError } from "../../kernel/errors.ts";
import type { JsonValue } from "../../kernel/json.ts";
import type { QueueConfig } from "../../queue/names.ts";
import type { LaneChoice } from "../../queue/lanes.ts";
import type { RetryPolicy } from "../../queue/config/retry.ts";
import type { FlowOutcome } from "../../trace/events/flow.ts";

/**
 * A flow definition: a machine, and a command policy for each service that it invokes. The machine says what happens next. The
 * policies say where commands go, and define their tries and timeouts, so the machine is only about the business.
 */
export type FlowDefinition = {
  /** The kind of flow: `order`. */
  readonly name: string;
  /** Flows finish in the version in which they began, unless a later version migrates them. */
  readonly version: string;
  readonly machine: AnyStateMachine;
  /** An input to test the machine with when it is registered. */
  readonly exampleInput: JsonValue;
  /** Command policies, by the name under which the machine invokes the service (`src`). */
  readonly commands: { readonly [step: string]: CommandPolicy };
  /** The outcome of a final state; `completed` by default. */
  readonly outcomeOf?: (output: JsonValue) => FlowOutcome;
  /** What to report when a state with the tag `compensating` is entered. */
  readonly compensationOf?: (context: JsonValue) => { readonly because: string; readonly undo: readonly string[] };
  /** What to report when a state with the tag `stuck` is entered: the flow waits for a person's signal. */
  readonly stuckBecause?: (context: JsonValue) => string;
  /**
   * Migrations from earlier versions, by their names: each returns the flow's state in this version. A flow is migrated at its
   * next event. Commands and deadlines of the same invoke or delay continue; those that only this version has begin.
   */
  readonly migrateFrom?: { readonly [version: string]: (old: Standing) => Standing };
};

/** The state of a flow in XState's terms. */
export type Standing = { readonly value: StateValue; readonly context: JsonValue };
export type StateValue = string | { readonly [region: string]: StateValue };

/** How to command one service. */
export type CommandPolicy = {
  /** The name of its work queue; for a queue with lanes, its name and the lanes that it was declared with. */
  readonly queue: string | Pick<QueueConfig, "name" | "lanes">;
  /** The lane of a command in such a queue. By default the least urgent level, and the flow's id as the group. */
  readonly lane?: (command: CommandRequest) => LaneChoice;
  /** How long one try waits for its reply, milliseconds from when the command is stored. */
  readonly timeoutMs: number;
  /**
   * The number of tries in total; null: until it is answered. After the last one the invoke fails with `timed-out`. A command
   * that ends without an answer (as a dead letter, for example) fails the invoke at once, unless `tries` is null.
   */
  readonly tries: number | null;
  /** The wait between a try that timed out and the next; none by default. */
  readonly backoff?: RetryPolicy;
  /** The job's payload; the invoke's input by default. */
  readonly payload?: (command: CommandRequest) => JsonValue;
  /** The job's name; `<flow>-<step>` by default, and `<flow>-<step>-2` for the second. Must differ for each ordinal. */
  readonly jobId?: (command: CommandRequest) => string;
  /** Interprets a reply; by default `{done: false, reason}` refuses and everything else is the output. */
  readonly readReply?: (payload: JsonValue) => StepResult;
};

export type CommandRequest = {
  readonly flow: string;
  readonly step: string;
  readonly input: JsonValue;
  /** The number of this command among those of its step in this flow, over all visits and tries, from 1. */
  readonly ordinal: number;
};

export type StepResult =
  | { readonly done: true; readonly output: JsonValue }
  | { readonly done: false; readonly reason: string };

/**
 * The `error` of an invoke's error event. `tries`: how often the step was commanded. If a service refuses the second try, the
 * first may still have been executed.
 */
export type StepError =
  | { readonly kind: "refused"; readonly reason: string; readonly tries: number }
  | { readonly kind: "timed-out"; readonly tries: number }
  /** The command ended without an answer (as a dead letter, for example): nobody knows how much of it was done. */
  | { readonly kind: "failed"; readonly reason: string; readonly tries: number };

/**
 * A placeholder for a service in `setup({actors})`. It gives input and output their types and is never run, because the
 * orchestrator sends a command instead. Any other promise logic works as well.
 */
export function service<Output, Input>(): PromiseActorLogic<Output, Input> {
  return fromPromise<Output, Input>(() => {
    throw new InternalError("a service is commanded by the orchestrator and never run in its process");
  });
}

/** A definition with the machine's own types. */
export type TypedDefinition<M extends AnyStateMachine> = Omit<
  FlowDefinition,
  "machine" | "exampleInput" | "compensationOf" | "stuckBecause"
> & {
  readonly machine: M;
  readonly exampleInput: InputFrom<M>;
  readonly compensationOf?: (context: ContextFrom<M>) => ReturnType<NonNullable<FlowDefinition["compensationOf"]>>;
  readonly stuckBecause?: (context: ContextFrom<M>) => string;
};

/** Type-checks a definition against its machine. `createRegistry` checks the rest. */
export function defineFlow<M extends AnyStateMachine>(definition: TypedDefinition<M>): FlowDefinition {
  return definition as unknown as FlowDefinition;
}

/** `{done: false, reason}` refuses; any other reply is the step's output. */
export function readReplyByDefault(payload: JsonValue): StepResult {
  if (typeof payload === "object" && payload !== null && !Array.isArray(payload)) {
    const { done, reason } = payload as { readonly [field: string]: JsonValue };
    if (done === false) return { done, reason: typeof reason === "string" ? reason : "no reason given" };
  }
  return { done: true, output: payload };
}
