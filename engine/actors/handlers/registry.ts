import type { z } from "zod";
import type { Service } from "../../reply/responder.ts";
import type { ActorContext } from "../actor.ts";
import { drawDuration } from "../durations/registry.ts";
import { kindsOf } from "../kinds-of.ts";
import { charge } from "./charge.ts";
import { forward } from "./forward.ts";
import { callFunction } from "./function.ts";
import type { AnyHandler, Handler, Reference } from "./handler.ts";
import { service } from "./service.ts";
import { work } from "./work.ts";

/** The handlers that a scenario may name. */
const HANDLERS = { work, charge, forward, service, function: callFunction } as const;

export const handlerSchema = kindsOf(HANDLERS);
export type HandlerSpec = z.output<typeof handlerSchema>;

function kindOf(spec: HandlerSpec): Handler<z.ZodType<AnyHandler>> {
  return HANDLERS[spec.kind] as unknown as Handler<z.ZodType<AnyHandler>>;
}

/** Creates the handler with this name and these parameters: it does the jobs, and its result is the answer to the requester. */
export function createHandler(spec: HandlerSpec, context: ActorContext): Service {
  const handle = kindOf(spec).create(spec, context);
  return async (job, run) => {
    const serviceMs = drawDuration(context.seed, ["service", job.id, job.deliveries], spec.serviceMs);
    await context.clock.sleep(serviceMs * context.slowdown());
    return handle(job, run);
  };
}

/** Whether each job that it does must be paid once. */
export function charges(spec: HandlerSpec): boolean {
  return kindOf(spec).charges?.(spec) ?? false;
}

export function queuesOf(spec: HandlerSpec): readonly Reference[] {
  return kindOf(spec).queues?.(spec) ?? [];
}

export function ordersOf(spec: HandlerSpec): readonly Reference[] {
  return kindOf(spec).orders?.(spec) ?? [];
}

/** The functions of the handlers file that it calls. */
export function functionsOf(spec: HandlerSpec): readonly Reference[] {
  return kindOf(spec).functions?.(spec) ?? [];
}

/** Why it cannot handle a log's events, as a problem line that begins with the field; null if it can. */
export function unfitForLogs(spec: HandlerSpec): string | null {
  const { unfitForLogs: why = null } = kindOf(spec);
  if (typeof why !== "string") return why?.(spec) ?? null;
  const rows = Object.entries<Handler<z.ZodType<AnyHandler>>>(HANDLERS);
  const fit = rows.flatMap(([kind, { unfitForLogs: no }]) => (typeof no === "string" ? [] : [kind]));
  return `kind: found "${spec.kind}", expected ${fit.slice(0, -1).join(", ")} or ${fit.at(-1)}: ${why}`;
}
