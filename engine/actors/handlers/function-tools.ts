import type { JetStreamClient } from "@nats-io/jetstream";
import { z } from "zod";
import { BadInputError } from "../../kernel/errors.ts";
import type { JsonValue } from "../../kernel/json.ts";
import { checked } from "../../queue/config/checked.ts";
import { sendJob } from "../../queue/send/send.ts";
import type { Job, RunContext } from "../../queue/work/received-job.ts";
import type { Tools } from "../../sandbox/functions.ts";
import type { ActorContext } from "../actor.ts";
import { idText, jobText, longestMs } from "../fields.ts";
import { requestEffect } from "../outside-client.ts";

/** What a user's function may ask for; `HandlerTools` in engine/sandbox/tools.ts are the same for its author. */

const MOST_CENTS = 1_000_000_000;
const sleepMs = z.number().min(0).max(longestMs).meta({ description: "Milliseconds, at most a day." });
const effectName = idText.meta({ description: "The effect's name.", examples: ["ship"] });
const effect = z.strictObject({
  order: jobText.meta({ description: "The order that it is for.", examples: ["order-1"] }),
  amountCents: z
    .int()
    .min(-MOST_CENTS)
    .max(MOST_CENTS)
    .default(0)
    .meta({ description: "Whole cents; negative: back to the customer.", examples: [2_000] }),
  key: z.string().min(1).max(200).nullable().default(null).meta({ description: "An idempotency key, or null." }),
  token: z.int().min(0).nullable().default(null).meta({ description: "The run's fencing token: `tools.token`." }),
});
const newJob = z.strictObject({
  id: jobText.meta({ description: "The job's id.", examples: ["mail-order-1"] }),
  payload: z.unknown().refine((value) => value !== undefined, { error: "any JSON" }),
});

type Delivered = Omit<Job, "header">;

export function toolsFor(
  { name, sends }: { readonly name: string; readonly sends: readonly string[] },
  context: ActorContext,
  js: JetStreamClient,
  job: Delivered,
  run: RunContext,
): Tools {
  const { clock, probe, namespace, slowdown } = context;
  const apply = async (what: unknown, request: unknown, where: string) => {
    const { order, amountCents, key, token } = checked(effect, request, where);
    await probe.point("before-effect", { job: job.id, attempt: job.deliveries });
    const fence = token === null ? {} : { token };
    const asked = { effect: checked(effectName, what, where), job: order, amountCents, key, undoes: null, ...fence };
    const { duplicate, refused = false } = await requestEffect(context, asked, run.cause);
    return { duplicate, refused };
  };
  return {
    sleep: async (ms) => {
      await clock.sleep(checked(sleepMs, ms, "tools.sleep") * slowdown());
      return null;
    },
    charge: (request = null) => apply("charge", request, "tools.charge"),
    effect: (what = null, request = null) => apply(what, request, "tools.effect"),
    send: async (queue = null, job = null) => {
      const to = sends.find((known) => known === queue);
      if (to === undefined) throw notListed(name, queue, sends);
      const { id, payload } = checked(newJob, job, "tools.send");
      // It crossed the border as JSON.
      const next = { id, payload: payload as JsonValue };
      const { duplicate } = await sendJob(js, { name: to, namespace }, next, probe, run.cause);
      return { duplicate };
    },
    progress: async () => {
      await run.progress();
      return null;
    },
    attempts: () => run.attempts(),
  };
}

function notListed(name: string, queue: unknown, sends: readonly string[]): BadInputError {
  return new BadInputError(
    "tools.send",
    `found the queue ${JSON.stringify(queue)}, expected ${sends.join(" or ") || "none"}: what the handler ${name} lists in \`sends\``,
    "Add the queue to `sends` in the scenario.",
  );
}
