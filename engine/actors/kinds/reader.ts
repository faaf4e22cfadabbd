import { z } from "zod";
import { ackWaitMs } from "../../queue/config/ack-wait.ts";
import { retry } from "../../queue/config/retry.ts";
import { idText, millis, positive } from "../fields.ts";
import { jetstream } from "@nats-io/jetstream";
import { hashKey } from "../../kernel/random.ts";
import type { LogPlace } from "../../log/config.ts";
import type { ReadFrom } from "../../log/config.ts";
import { forgetReader } from "../../log/offsets.ts";
import { type EventHandler, type LogReader, startReader } from "../../log/reader.ts";
import type { Job, RunContext } from "../../queue/work/received-job.ts";
import type { Actor, ActorContext } from "../actor.ts";
import { createHandler, handlerSchema } from "../handlers/registry.ts";

export const readerSchema = z.strictObject({
  name: idText.describe("The name that the offsets belong to. Its processes are called name-1, name-2, …"),
  log: idText,
  count: positive
    .max(64)
    .default(1)
    .describe("The number of processes that share the reader's offsets, and so its partitions."),
  concurrency: positive.max(64).default(1).describe("How many partitions one process reads at once."),
  from: z
    .union([z.enum(["beginning", "end"]), z.strictObject({ sequence: positive })])
    .default("beginning")
    .describe("Where it begins when it has no offsets yet: the beginning, the end, or an offset."),
  startMs: millis.default(0).describe("When it starts, counted from when the others are up."),
  rewindAfter: idText
    .nullable()
    .default(null)
    .describe("After it has read this event it rewinds once: it forgets its offsets and begins again."),
  handler: handlerSchema,
  ackWaitMs: ackWaitMs
    .default(5_000)
    .describe("Time after which an event is delivered again if its process has not acknowledged it."),
  retry: retry
    .default({ kind: "fixed", delayMs: 1_000 })
    .describe("How long an event that failed blocks its partition before it is tried again."),
  restartAfterMs: millis.nullable().default(3_000),
});

export type ReaderParams = Omit<
  z.output<typeof readerSchema>,
  "name" | "count" | "log" | "startMs" | "restartAfterMs"
> & {
  readonly log: LogPlace;
  /** The name that the offsets belong to. */
  readonly reader: string;
  /** How long an event travels to the reader; 0 if unknown. */
  readonly transitMs: number;
};

/** A process that reads a log. It uses a worker's handler: an event is to a reader what a job is to a worker. */
export async function createReader(context: ActorContext, params: ReaderParams): Promise<Actor> {
  const reading = new Reading(context, params);
  await reading.start(params.from);
  return { stop: () => reading.stop(), ended: reading.ended };
}

class Reading {
  readonly ended: Promise<void>;
  private readonly context: ActorContext;
  private readonly params: ReaderParams;
  private readonly handler: EventHandler;
  private reader: LogReader | null = null;
  private stopping = false;
  private toRewind: boolean;
  private end: () => void = () => undefined;
  private fail: (thrown: unknown) => void = () => undefined;

  constructor(context: ActorContext, params: ReaderParams) {
    this.context = context;
    this.params = params;
    this.handler = handlerOf(context, params);
    // After a crash the reader goes on from its offsets: it does not know whether it has rewound before.
    this.toRewind = params.rewindAfter !== null && context.incarnation === 1;
    this.ended = new Promise((resolve, reject) => {
      this.end = resolve;
      this.fail = reject;
    });
  }

  async start(from: ReadFrom): Promise<void> {
    const { connection, clock, probe, seed } = this.context;
    const { log, reader, concurrency, ackWaitMs, retry, transitMs, rewindAfter } = this.params;
    const handler: EventHandler = async (event, cause) => {
      await this.handler(event, cause);
      // Rewinds after the present event has ended, and so after its offset has moved.
      if (event.id === rewindAfter && this.toRewind) void this.rewind().catch(this.fail);
    };
    this.reader = await startReader(jetstream(connection), {
      ...{ log, reader, from, concurrency, ackWaitMs, retry, transitMs, handler, clock, probe, seed },
    });
    this.reader.ended.then(() => this.stopping && this.end(), this.fail);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.reader?.stop();
  }

  private async rewind(): Promise<void> {
    const { connection, probe } = this.context;
    const { log, reader } = this.params;
    this.toRewind = false;
    await this.reader?.stop();
    if (this.stopping) return this.end();
    await forgetReader(await jetstream(connection).jetstreamManager(), log, reader);
    probe.record({ type: "offsets-forgotten", log: log.name, reader });
    await this.start("beginning");
    // If it was asked to stop while it was restarting, there was no reader to stop.
    if (this.stopping) await this.reader?.stop();
  }
}

function handlerOf(context: ActorContext, { reader, log, handler }: ReaderParams): EventHandler {
  // Draws differ by reader, so two readers take different times for the same event.
  const service = createHandler(handler, { ...context, seed: hashKey(context.seed, ["reader", reader]) });
  return async ({ id, payload, attempt, sequence }, cause) => {
    const job: Job = {
      id,
      queue: log.name,
      payload,
      attempt,
      deliveries: attempt,
      streamSequence: sequence,
      header: () => null,
    };
    const run: RunContext = {
      cause,
      token: null,
      progress: () => Promise.resolve(),
      signal: NEVER_ABORTED,
      attempts: () => Promise.resolve(attempt),
    };
    await service(job, run);
  };
}

const NEVER_ABORTED = new AbortController().signal;
