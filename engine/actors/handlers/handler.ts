import type { z } from "zod";
import type { Service } from "../../reply/responder.ts";
import type { ActorContext } from "../actor.ts";
import type { Duration } from "../durations/registry.ts";

/** A name in a handler that refers to something in the scenario, and its path inside the handler. */
export type Reference = { readonly path: string; readonly name: string };

/** What every handler has: its kind, and how long it works on a job before it does anything. */
export type AnyHandler = { readonly kind: string; readonly serviceMs: Duration };

/** One kind of handler: what a worker, or a reader of a log, does with a job, and what it answers. */
export type Handler<Schema extends z.ZodType<AnyHandler>> = {
  /** Its parameters, as a scenario file writes them. */
  readonly schema: Schema;
  /** Called once per incarnation. The result is called for each job, after the service time has passed. */
  readonly create: (spec: z.output<Schema>, context: ActorContext) => Service;
  /** Whether each job that it has done must be paid once; the ledger then counts its amount. Absent: no. */
  readonly charges?: (spec: z.output<Schema>) => boolean;
  /** The queues that it sends to. */
  readonly queues?: (spec: z.output<Schema>) => readonly Reference[];
  /** The functions of the run's handlers file that it calls. */
  readonly functions?: (spec: z.output<Schema>) => readonly Reference[];
  /** The orders that its parameters name. */
  readonly orders?: (spec: z.output<Schema>) => readonly Reference[];
  /**
   * Why it cannot handle the events of a log: a text if the kind never can; or a function that returns a problem line beginning
   * with the field, or null if it can with these parameters.
   */
  readonly unfitForLogs?: string | ((spec: z.output<Schema>) => string | null);
};

/** Declares a handler; the parameters of its functions then have the type of its schema. */
export function handler<Schema extends z.ZodType<AnyHandler>>(declared: Handler<Schema>): Handler<Schema> {
  return declared;
}
