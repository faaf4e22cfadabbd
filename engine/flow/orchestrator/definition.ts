import { type AnyStateMachine, type ContextFrom, fromPromise, type InputFrom, type PromiseActorLogic } from "xstate";
import { InternalError } from "../../kernel/errors.ts";
import type { JsonValue } from "../../kernel/json.ts";
import type { QueueConfig } from "../../queue/names.ts";
import type { LaneChoice } from "../../queue/lanes.ts";
import type { RetryPolicy } from "../../queue/config/retry.ts";
import type { FlowOutcome } from "../../trace/events/flow.ts";

/**
 * What a user brings: a machine, and for each service that it invokes how that service is commanded. The machine says
 * what happens next; tries, time-outs of a try and where a command goes are said here, so that it stays about business.
 */
export type FlowDefinition = {
  /** The kind of flow: `order`. */
  readonly name: string;
  /** Flows finish on the version that they began with, unless a later one knows how to take them over. */
  readonly version: string;
  readonly machine: AnyStateMachine;
  /** An input that the machine is tried with when it is registered. */
  readonly exampleInput: JsonValue;
  /** By the name under which the machine invokes it (`src`). */
  readonly commands: { readonly [step: string]: CommandPolicy };
  /** What a final state means; `completed` by default. */
  readonly outcomeOf?: (output: JsonValue) => FlowOutcome;
  /** What to report when a state with the tag `compensating` is entered. */
  readonly compensationOf?: (context: JsonValue) => { readonly because: string; readonly undo: readonly string[] };
  /** What to report when a state with the tag `stuck` is entered: the flow waits for a person's signal. */
  readonly stuckBecause?: (context: JsonValue) => string;
  /**
   * Takes over flows of an earlier version, by its name: where they are in this one. It happens at their next event.
   * Commands and deadlines of the same invoke or delay go on; what this machine wants beyond them begins anew.
   */
  readonly migrateFrom?: { readonly [version: string]: (old: Standing) => Standing };
};

/** Where a flow stands, as XState says it. */
export type Standing = { readonly value: StateValue; readonly context: JsonValue };
export type StateValue = string | { readonly [region: string]: StateValue };

/** How one service is commanded. */
export type CommandPolicy = {
  /** The name of its work queue; of one with lanes the name and the lanes that it is declared with. */
  readonly queue: string | Pick<QueueConfig, "name" | "lanes">;
  /** Which lane of such a queue a command is for. By default the least urgent one, and the flow's id as the group. */
  readonly lane?: (command: CommandRequest) => LaneChoice;
  /** How long one try waits for its reply, milliseconds from the moment the command is stored. */
  readonly timeoutMs: number;
  /**
   * Tries in all; null: until it is answered. After the last one the invoke fails with `timed-out`. A command that ends without an answer (a
   * dead letter) fails it at once, unless it is to be tried until it is answered.
   */
  readonly tries: number | null;
  /** How long to wait between a try that timed out and the next; not at all by default. */
  readonly backoff?: RetryPolicy;
  /** The job's payload; the invoke's input by default. */
  readonly payload?: (command: CommandRequest) => JsonValue;
  /** The job's name; `<flow>-<step>` by default, and `<flow>-<step>-2` for the second. Must differ for each ordinal. */
  readonly jobId?: (command: CommandRequest) => string;
  /** What a reply means; by default `{done: false, reason}` refuses and everything else is the output. */
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
 * The `error` of an invoke's error event. `tries` counts how often it was commanded: a service that refuses the second
 * try has said nothing of what became of the first.
 */
export type StepError =
  | { readonly kind: "refused"; readonly reason: string; readonly tries: number }
  | { readonly kind: "timed-out"; readonly tries: number }
  /** The command ended without an answer, as a dead letter for example: what of it was done nobody knows. */
  | { readonly kind: "failed"; readonly reason: string; readonly tries: number };

/**
 * Stands for a service in `setup({actors})`: it gives input and output their types and is never run, because the
 * orchestrator sends a command instead. Any other promise logic will do as well.
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

/** Gives the compiler the machine's types to check a definition with. It is judged by `createRegistry`. */
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
