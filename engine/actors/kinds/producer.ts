import { z } from "zod";
import { ttlMs } from "../../queue/config/ttl.ts";
import { arrivalsSchema, gapAfter } from "../arrivals/registry.ts";
import { cents, idText, millis, positive } from "../fields.ts";
import { jetstream } from "@nats-io/jetstream";
import { QueueFullError } from "../../queue/send/queue-full-error.ts";
import { sendJob } from "../../queue/send/send.ts";
import type { NewJob, SendTo } from "../../queue/send/new-job.ts";
import { addressHeaders } from "../../reply/headers.ts";
import type { Actor, ActorContext } from "../actor.ts";
import { orderPayload } from "../payload.ts";

export const producerSchema = z.strictObject({
  name: idText,
  queue: idText,
  jobName: idText.default("job").describe("Jobs are called jobName-1, jobName-2, …"),
  jobs: positive.max(100_000),
  everyMs: arrivalsSchema.default(500).describe("Time between two jobs, or an arrival process."),
  confirmWithinMs: positive
    .min(100)
    .max(5_000)
    .exactOptional()
    .describe(
      "How long to wait for the server's confirmation before the same message is sent again; 5,000 by default.",
    ),
  startMs: millis.default(0),
  amountCents: cents.default(2_000).describe("The price of each job; charge handlers charge it."),
  delayMs: millis
    .exactOptional()
    .describe("A delayed job: not delivered before this time has passed. The queue needs `schedules`."),
  ttlMs: ttlMs.exactOptional(),
  priority: idText.exactOptional().describe("One of the queue's priority levels."),
  groups: z.array(idText).min(1).exactOptional().describe("The groups of its jobs, taken in turn."),
  sendsAgainMs: positive
    .exactOptional()
    .describe("Sends each job a second time after this time, as if it had got no confirmation."),
  replyTo: idText
    .nullable()
    .default(null)
    .describe(
      "A requester whose return address its messages carry: the answers go there, although it never asked. null: no answer is wanted.",
    ),
});

/** The schema's parameters, with the declared queue in place of its name. */
export type ProducerParams = Omit<z.output<typeof producerSchema>, "name" | "queue"> & {
  readonly queue: SendTo;
  /** Jobs whose payload is spoiled. */
  readonly poison: readonly string[];
};

/** Sends its jobs on schedule; the next job does not wait until the one before is stored. */
export function createProducer(context: ActorContext, params: ProducerParams): Actor {
  let stopping = false;
  const ended = produce(context, params, () => stopping);
  return {
    stop() {
      stopping = true;
      return Promise.resolve();
    },
    ended,
  };
}

async function produce(context: ActorContext, params: ProducerParams, stopped: () => boolean): Promise<void> {
  const { clock, probe } = context;
  const { confirmWithinMs: timeout } = params;
  const js = jetstream(context.connection, timeout === undefined ? {} : { timeout });
  const send = (job: NewJob) =>
    sendJob(js, params.queue, job, probe).catch((thrown: unknown) => {
      // Recorded as refused. This producer does not try again.
      if (!(thrown instanceof QueueFullError)) throw thrown;
    });
  const sends: Promise<unknown>[] = [];
  await clock.sleep(params.startMs);
  for (let n = 1; n <= params.jobs && !stopped(); n++) {
    const id = `${params.jobName}-${n}`;
    const payload = orderPayload(id, params.amountCents, params.poison.includes(id));
    const job = { id, payload, ...borrowedAddress(params.replyTo, id), ...rulesOf(params, n) };
    sends.push(send(job));
    if (params.sendsAgainMs !== undefined) sends.push(clock.sleep(params.sendsAgainMs).then(() => send(job)));
    if (n < params.jobs) await clock.sleep(gapAfter(n, params.everyMs, context));
  }
  await Promise.all(sends);
  probe.record({ type: "producer-finished", queue: params.queue.name, jobs: sends.length });
}

/** The settings of its nth job. */
function rulesOf({ delayMs, ttlMs, priority, groups }: ProducerParams, n: number): Partial<NewJob> {
  const group = groups?.[(n - 1) % groups.length];
  return {
    ...(delayMs === undefined ? {} : { delayMs }),
    ...(ttlMs === undefined ? {} : { ttlMs }),
    ...(priority === undefined ? {} : { priority }),
    ...(group === undefined ? {} : { group }),
  };
}

/** The correlation id is the job's own name, which the reader of that reply queue does not know. */
function borrowedAddress(replyTo: string | null, id: string): Pick<NewJob, "headers"> {
  if (replyTo === null) return {};
  return { headers: addressHeaders({ replyTo, correlation: id, request: id, try: 1, deadlineMs: null }) };
}
