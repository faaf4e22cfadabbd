import { unreachable } from "../kernel/errors.ts";
import { drawFrom } from "../kernel/random.ts";
import type { Job, JobHandler } from "../queue/received-job.ts";
import type { ActorContext } from "./actor.ts";
import { readOrder } from "./payload.ts";
import { requestCharge } from "./world-client.ts";

/** The registry of handlers: what a worker can do with a job, by name and parameters. */
export type HandlerSpec =
  | { readonly kind: "work"; readonly serviceMs: ServiceTime }
  | { readonly kind: "charge"; readonly serviceMs: ServiceTime; readonly key: "none" | "job" };
type ServiceTime = number | readonly [number, number];

export function createHandler(spec: HandlerSpec, context: ActorContext): JobHandler {
  const serve = (job: Job) =>
    context.clock.sleep(drawFrom(context.seed, ["service", job.id, job.attempt], spec.serviceMs));
  switch (spec.kind) {
    case "work":
      return async (job) => {
        await serve(job);
        readOrder(job.payload);
      };
    case "charge":
      return async (job, run) => {
        await serve(job);
        const { amountCents } = readOrder(job.payload);
        await context.probe.point("before-effect", { job: job.id, attempt: job.attempt });
        const key = spec.key === "job" ? job.id : null;
        await requestCharge(context, { job: job.id, amountCents, key }, run.cause);
      };
    default:
      return unreachable(spec);
  }
}
