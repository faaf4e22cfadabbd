import { z } from "zod";
import {
  commandJob,
  readCommand,
  undoneBy,
  type Action,
  type Command,
  type StepReply,
} from "../../flow/order/order.ts";
import type { Job, RunContext } from "../../queue/work/received-job.ts";
import type { ActorContext } from "../actor.ts";
import { durationSchema } from "../durations/registry.ts";
import { idText } from "../fields.ts";
import { requestEffect, type EffectRequest } from "../outside-client.ts";
import { handler } from "./handler.ts";

const schema = z.strictObject({
  kind: z.literal("service").describe("Executes an order's commands, and answers."),
  serviceMs: durationSchema,
  refuses: z
    .array(
      z.strictObject({
        order: idText,
        action: z.enum(["reserve", "check", "charge", "ship", "notify"]),
        first: z.boolean().default(false).describe("Refuses only the first command; executes later ones."),
      }),
    )
    .default([])
    .describe("The commands that it refuses for a business reason: it does nothing and answers so."),
  ignoresKeys: z.boolean().default(false).describe("Ignores idempotency keys: a repeated command is executed again."),
});

export const service = handler({
  schema,
  create: (spec, context) => (job, run) => obey(job, run, spec, context),
  orders: ({ refuses }) => refuses.map(({ order }, i) => ({ path: `refuses.${i}.order`, name: order })),
  unfitForLogs: "an event is not a command of a flow",
});

/** Executes one command as a service of the order's flow; only once if the command has a key. */
async function obey(
  job: Job,
  run: RunContext,
  { refuses, ignoresKeys }: z.output<typeof schema>,
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
  return prevented ? { order, action, done: false, reason: "cancelled before" } : { order, action, done: true };
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
  ship: "the carrier does not deliver to this address",
  notify: "no such mail address",
};
