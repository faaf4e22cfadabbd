import { z } from "zod";
import { arrivalsSchema, gapAfter } from "../arrivals/registry.ts";
import { cents, idText, millis, positive } from "../fields.ts";
import { jetstream } from "@nats-io/jetstream";
import type { QueueConfig } from "../../queue/names.ts";
import { createRequester, type Requester } from "../../reply/requester.ts";
import type { Actor, ActorContext } from "../actor.ts";
import { orderPayload } from "../payload.ts";

export const requesterSchema = z.strictObject({
  name: idText.describe("Its reply queue is called name-replies."),
  queue: idText.describe("The queue of the service that it asks."),
  requestName: idText.default("request").describe("Requests are called requestName-1, requestName-2, …"),
  requests: positive.max(10_000),
  everyMs: arrivalsSchema.default(500).describe("Time between two requests, or an arrival process."),
  startMs: millis.default(0),
  amountCents: cents.default(2_000),
  timeoutMs: positive.max(600_000).default(3_000).describe("How long one try waits for its answer."),
  tries: positive.max(1_000).default(1).describe("The number of tries in total."),
  asksAgain: z
    .boolean()
    .default(false)
    .describe("A requester that is started again after a crash sends all requests once more, under the same names."),
  correlation: z
    .enum(["per-try", "reused"])
    .default("per-try")
    .describe("Whether each try has a correlation id of its own, or all share one."),
  deadline: z.boolean().default(false).describe("Tells the worker until when the answer is useful."),
  replyAckWaitMs: millis.min(50).default(5_000).describe("Visibility timeout of the reply queue."),
  restartAfterMs: millis.nullable().default(3_000),
});

export type RequesterParams = Omit<z.output<typeof requesterSchema>, "name" | "replyAckWaitMs" | "restartAfterMs"> & {
  readonly replyQueue: QueueConfig;
  /** Requests whose payload is spoiled in all their tries, and single later tries. */
  readonly poison: readonly string[];
  readonly transitMs: number;
};

/**
 * A requester, such as a web server: it sends one request after the other, and does not wait for answers in between. A crash
 * ends the waiting requests; a later incarnation listens, and sends the requests again only if it is told to.
 */
export async function createRequesterActor(context: ActorContext, params: RequesterParams): Promise<Actor> {
  const { clock, probe, incarnation } = context;
  const { replyQueue, correlation, transitMs, asksAgain } = params;
  const requester = await createRequester(jetstream(context.connection), {
    replyQueue,
    clock,
    probe,
    correlation,
    transitMs,
  });
  let end: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (end = resolve));
  const asked = incarnation === 1 || asksAgain ? askAll(context, params, requester) : Promise.resolve(0);
  const finished = asked.then((jobs) => probe.record({ type: "producer-finished", queue: params.queue, jobs }));
  return {
    async stop() {
      await requester.stop();
      end();
    },
    ended: finished.then(() => stopped),
  };
}

async function askAll(context: ActorContext, params: RequesterParams, requester: Requester): Promise<number> {
  const { clock } = context;
  const { queue, requestName, requests, timeoutMs, tries, deadline, amountCents, poison } = params;
  const answers: Promise<unknown>[] = [];
  await clock.sleep(params.startMs);
  for (let n = 1; n <= requests; n++) {
    const request = `${requestName}-${n}`;
    const payload = (job: string) =>
      orderPayload(request, amountCents, poison.includes(request) || poison.includes(job));
    answers.push(requester.request(queue, request, payload, { timeoutMs, tries, withDeadline: deadline }));
    if (n < requests) await clock.sleep(gapAfter(n, params.everyMs, context));
  }
  await Promise.all(answers);
  return requests;
}
