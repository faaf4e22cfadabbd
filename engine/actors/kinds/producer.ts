import { jetstream } from "@nats-io/jetstream";
import { drawFrom } from "../../kernel/random.ts";
import { QueueFullError } from "../../queue/send/queue-full-error.ts";
import { sendJob, type NewJob, type SendTo } from "../../queue/send/send.ts";
import { addressHeaders } from "../../reply/headers.ts";
import type { Actor, ActorContext } from "../actor.ts";
import { orderPayload } from "../payload.ts";

export type ProducerParams = {
  readonly queue: SendTo;
  readonly jobName: string;
  readonly jobs: number;
  readonly everyMs: number | readonly [number, number];
  readonly startMs: number;
  /** How long it waits for the server's word before it sends a message again. */
  readonly confirmWithinMs?: number;
  readonly amountCents: number;
  /** A reply queue that is not its own, or null: the address that its messages carry. It hears of no answer. */
  readonly replyTo: string | null;
  readonly delayMs?: number;
  readonly ttlMs?: number;
  readonly priority?: string;
  /** Its jobs belong to these groups, in turn. */
  readonly groups?: readonly string[];
  /** It sends each job once more so much later, as one does that has heard no confirmation. */
  readonly sendsAgainMs?: number;
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
  const { clock, seed, probe } = context;
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
    if (n < params.jobs) await clock.sleep(drawFrom(seed, ["every", context.name, n], params.everyMs));
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
