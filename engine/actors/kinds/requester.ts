import { jetstream } from "@nats-io/jetstream";
import { drawFrom } from "../../kernel/random.ts";
import type { QueueConfig } from "../../queue/names.ts";
import { createRequester, type Requester } from "../../reply/requester.ts";
import type { Actor, ActorContext } from "../actor.ts";
import { orderPayload } from "../payload.ts";

export type RequesterParams = {
  /** Whom to ask. */
  readonly queue: string;
  readonly replyQueue: QueueConfig;
  readonly requestName: string;
  readonly requests: number;
  readonly everyMs: number | readonly [number, number];
  readonly startMs: number;
  readonly amountCents: number;
  /** Requests whose payload is spoiled in all their tries, and single later tries. */
  readonly poison: readonly string[];
  readonly timeoutMs: number;
  readonly tries: number;
  readonly correlation: "per-try" | "reused";
  readonly deadline: boolean;
  /** A later incarnation asks for everything once more, under the same names. */
  readonly asksAgain: boolean;
  readonly transitMs: number;
};

/**
 * A web server, say: asks for one thing after the other without waiting in between, each with somebody who waits for it.
 * Those who waited are gone with the process: a later incarnation listens, and asks anew only if it is told to.
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
  const { clock, seed, name } = context;
  const { queue, requestName, requests, timeoutMs, tries, deadline, amountCents, poison } = params;
  const answers: Promise<unknown>[] = [];
  await clock.sleep(params.startMs);
  for (let n = 1; n <= requests; n++) {
    const request = `${requestName}-${n}`;
    const payload = (job: string) =>
      orderPayload(request, amountCents, poison.includes(request) || poison.includes(job));
    answers.push(requester.request(queue, request, payload, { timeoutMs, tries, withDeadline: deadline }));
    if (n < requests) await clock.sleep(drawFrom(seed, ["every", name, n], params.everyMs));
  }
  await Promise.all(answers);
  return requests;
}
