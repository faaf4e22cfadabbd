import { unreachable } from "../kernel/errors.ts";
import { drawFrom } from "../kernel/random.ts";
import type { Job } from "../queue/received-job.ts";
import type { Service } from "../reply/responder.ts";
import type { ActorContext } from "./actor.ts";
import { readOrder } from "./payload.ts";
import { requestCharge } from "./world-client.ts";

/** The registry of handlers: what a worker can do with a job, and answer to who asked, by name and parameters. */
export type HandlerSpec =
  | { readonly kind: "work"; readonly serviceMs: ServiceTime }
  | { readonly kind: "charge"; readonly serviceMs: ServiceTime; readonly key: "none" | "job" };
type ServiceTime = number | readonly [number, number];

export function createHandler(spec: HandlerSpec, context: ActorContext): Service {
  const serve = (job: Job) =>
    context.clock.sleep(drawFrom(context.seed, ["service", job.id, job.attempt], spec.serviceMs));
  switch (spec.kind) {
    case "work":
      return async (job) => {
        await serve(job);
        return { done: readOrder(job.payload).order };
      };
    case "charge":
      return async (job, run) => {
        await serve(job);
        const { order, amountCents } = readOrder(job.payload);
        await context.probe.point("before-effect", { job: job.id, attempt: job.attempt });
        const key = spec.key === "job" ? order : null;
        const { duplicate } = await requestCharge(context, { job: order, amountCents, key }, run.cause);
        return { charged: order, amountCents, duplicate };
      };
    default:
      return unreachable(spec);
  }
}
