import type { z } from "zod";
import type { Service } from "../../reply/responder.ts";
import type { ActorContext } from "../actor.ts";
import type { Duration } from "../durations/registry.ts";

/** Something that a handler names of the scenario, and the path to it inside of the handler. */
export type Reference = { readonly path: string; readonly name: string };

/** What every handler has: its kind, and how long it takes over a job before it does anything. */
export type AnyHandler = { readonly kind: string; readonly serviceMs: Duration };

/** One kind of handler: what a worker, or a reader of a log, does with a job, and what it answers. */
export type Handler<Schema extends z.ZodType<AnyHandler>> = {
  /** Its parameters, as a scenario file writes them. */
  readonly schema: Schema;
  /** Called once in an incarnation; what it returns is called for each job, once the service time has passed. */
  readonly create: (spec: z.output<Schema>, context: ActorContext) => Service;
  /** Each job that it has done is owed its amount, once: the ledger counts it. */
  readonly charges?: true;
  /** The queues that it sends to. */
  readonly queues?: (spec: z.output<Schema>) => readonly Reference[];
  /** The orders that it names. */
  readonly orders?: (spec: z.output<Schema>) => readonly Reference[];
  /**
   * Why it cannot take the events of a log: the whole kind, as a text; or with these parameters, as a problem line that
   * begins with the field, or null.
   */
  readonly unfitForLogs?: string | ((spec: z.output<Schema>) => string | null);
};

/** Declares a handler, so that its parameters have the type of its schema. */
export function handler<Schema extends z.ZodType<AnyHandler>>(declared: Handler<Schema>): Handler<Schema> {
  return declared;
}
