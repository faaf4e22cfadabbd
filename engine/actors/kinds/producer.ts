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
    .describe("How long it waits for the server's word before it sends the same message again; 5,000 without it."),
  startMs: millis.default(0),
  amountCents: cents.default(2_000).describe("What each job is worth; charge handlers charge it."),
  delayMs: millis.exactOptional().describe("Sent for later: not delivered before. The queue needs `schedules`."),
  ttlMs: ttlMs.exactOptional(),
  priority: idText.exactOptional().describe("A level of the queue's."),
  groups: z.array(idText).min(1).exactOptional().describe("Its jobs belong to these groups, in turn."),
  sendsAgainMs: positive
    .exactOptional()
    .describe("It sends each job a second time so much later, as if it had heard no confirmation."),
  replyTo: idText
    .nullable()
    .default(null)
    .describe(
      "A requester whose return address its messages carry: the answers go there, although it never asked. null: no answer is wanted.",
    ),
});

/** Of a queue that is declared, with its reply address by the queue's name. */
export type ProducerParams = Omit<z.output<typeof producerSchema>, "name" | "queue"> & {
  readonly queue: SendTo;
  /** Jobs whose payload is spoiled. */
  readonly poison: readonly string[];
};

/** Sends its jobs one after the other; sending does not wait for the job to be stored before the next one's time comes. */
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
      // Recorded as refused: this producer lets it be.
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

/** What its n-th job brings along. */
function rulesOf({ delayMs, ttlMs, priority, groups }: ProducerParams, n: number): Partial<NewJob> {
  const group = groups?.[(n - 1) % groups.length];
  return {
    ...(delayMs === undefined ? {} : { delayMs }),
    ...(ttlMs === undefined ? {} : { ttlMs }),
    ...(priority === undefined ? {} : { priority }),
    ...(group === undefined ? {} : { group }),
  };
}

/** The job's own name is the correlation id: whoever reads at that address has never heard of it. */
function borrowedAddress(replyTo: string | null, id: string): Pick<NewJob, "headers"> {
  if (replyTo === null) return {};
  return { headers: addressHeaders({ replyTo, correlation: id, request: id, try: 1, deadlineMs: null }) };
}
