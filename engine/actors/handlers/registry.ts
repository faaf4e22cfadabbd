import { jetstream } from "@nats-io/jetstream";
import { unreachable } from "../../kernel/errors.ts";
import { drawFrom } from "../../kernel/random.ts";
import type { Job, RunContext } from "../../queue/work/received-job.ts";
import { sendJob } from "../../queue/send/send.ts";
import type { Service } from "../../reply/responder.ts";
import type { ActorContext } from "../actor.ts";
import {
  commandJob,
  readCommand,
  undoneBy,
  type Action,
  type Command,
  type StepReply,
} from "../../flow/order/order.ts";
import { readOrder } from "../payload.ts";
import { requestEffect, type EffectRequest } from "../world-client.ts";

/** The registry of handlers: what a worker can do with a job, and answer to who asked, by name and parameters. */
export type HandlerSpec =
  | { readonly kind: "work"; readonly serviceMs: ServiceTime }
  | {
      readonly kind: "charge";
      readonly serviceMs: ServiceTime;
      readonly key: "none" | "job";
      /** The run's fencing token goes along. */
      readonly fenced?: boolean;
    }
  | { readonly kind: "hand-on"; readonly serviceMs: ServiceTime; readonly to: string }
  | {
      readonly kind: "service";
      readonly serviceMs: ServiceTime;
      /** What it says no to, as its business. */
      readonly refuses: readonly { readonly order: string; readonly action: Action; readonly first: boolean }[];
      /** Whatever comes again is done again, key or no key. */
      readonly ignoresKeys: boolean;
    };
type ServiceTime = number | readonly [number, number];

export function createHandler(spec: HandlerSpec, context: ActorContext): Service {
  const serve = (job: Job) =>
    context.clock.sleep(drawFrom(context.seed, ["service", job.id, job.deliveries], spec.serviceMs));
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
        await context.probe.point("before-effect", { job: job.id, attempt: job.deliveries });
        const key = spec.key === "job" ? order : null;
        const token = spec.fenced === true && run.token !== null ? { token: run.token } : {};
        const request = { effect: "charge", job: order, amountCents, key, undoes: null, ...token };
        const { duplicate, refused } = await requestEffect(context, request, run.cause);
        return refused === true ? { refused: order } : { charged: order, amountCents, duplicate };
      };
    case "hand-on": {
      const js = jetstream(context.connection);
      return async (job, run) => {
        await serve(job);
        const next = { id: followUpJob(job.id), payload: job.payload };
        await sendJob(js, { name: spec.to, namespace: context.namespace }, next, context.probe, run.cause);
        return { accepted: readOrder(job.payload).order };
      };
    }
    case "service":
      return async (job, run) => {
        await serve(job);
        return obey(job, run, spec, context);
      };
    default:
      return unreachable(spec);
  }
}

/** The job that is made of another by handing it on. */
function followUpJob(job: string): string {
  return `follow-up-of-${job}`;
}

/** A service of the order's flow: does what the command says, once if the command has a key. */
async function obey(
  job: Job,
  run: RunContext,
  { refuses, ignoresKeys }: Extract<HandlerSpec, { kind: "service" }>,
  context: ActorContext,
): Promise<StepReply> {
  const command = readCommand(job.payload);
  const { order, action } = command;
  const isFirst = job.id === commandJob(order, action, 1);
  if (refuses.some((no) => no.order === order && no.action === action && (isFirst || !no.first))) {
    return { order, action, done: false, reason: REFUSALS[action] ?? "refused" };
  }
  await context.probe.point("before-effect", { job: job.id, attempt: job.deliveries });
  const effect = effectOf(command);
  const { prevented } = await requestEffect(context, ignoresKeys ? keyless(effect) : effect, run.cause);
  return prevented ? { order, action, done: false, reason: "called off before" } : { order, action, done: true };
}

function effectOf({ order, action, amountCents, key, undoes }: Command): EffectRequest {
  const money = action === "charge" ? amountCents : action === "refund" ? -amountCents : 0;
  const undone = undoneBy(action);
  const back = undoes !== null && undone !== null ? { effect: undone, key: undoes } : null;
  return { effect: action, job: order, amountCents: money, key, undoes: back };
}

function keyless(effect: EffectRequest): EffectRequest {
  return { ...effect, key: null, undoes: null };
}

const REFUSALS: Partial<Record<Action, string>> = {
  reserve: "out of stock",
  check: "looks like fraud",
  charge: "card declined",
  ship: "nobody delivers to this address",
  notify: "no such mail address",
};
