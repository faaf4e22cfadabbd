import type { JetStreamClient } from "@nats-io/jetstream";
import { nuid } from "@nats-io/nats-core";
import type { Clock } from "../clock/clock.ts";
import { BadInputError } from "../kernel/errors.ts";
import type { JsonValue } from "../kernel/json.ts";
import { namesOf, type QueueConfig } from "../queue/names.ts";
import { checked } from "../queue/config/checked.ts";
import { requestNumbers } from "../queue/config/waits.ts";
import type { Job, RunContext } from "../queue/work/received-job.ts";
import { sendJob } from "../queue/send/send.ts";
import { serverTimeOf } from "../queue/server-time.ts";
import { startWorker, type Worker } from "../queue/work/worker.ts";
import type { EventId } from "../trace/event.ts";
import { silentProbe, type Probe } from "../trace/probe.ts";
import { addressHeaders, failureOf, returnAddress, type ReturnAddress } from "./headers.ts";
import { PendingTable, type ReplyClass } from "./pending-table.ts";

/**
 * A requester asks services that work behind queues, and waits for their answers in a durable reply queue of its own.
 *
 * RQ1  Each try is a job of its own with a return address, a correlation id and, if wanted, a deadline.
 * RQ2  A request ends once: with an answer, when its last try times out, or at once when its present try ends without an
 *      answer (as a dead letter, for example), because the queue has then used up its retries. The timeout counts from the
 *      start of a try, even while the server has not confirmed that the request is stored.
 * RQ3  Every reply is recorded with its class and acknowledged: also late, stale, duplicate and orphaned ones.
 * RQ4  Each call sends a new message with a message id of its own. A repeated request, by this process or its successor, is
 *      delivered and answered again. Its job has the same id, by which a service recognizes it.
 * RQ5  A reply queue belongs to one process: a second one that listens there is refused at its start.
 */
export type RequesterOptions = {
  readonly replyQueue: QueueConfig;
  readonly clock: Clock;
  readonly probe?: Probe;
  /**
   * Whether each try of a request has a correlation id of its own, or all share one ('reused': an old answer then closes a new
   * try).
   */
  readonly correlation?: "per-try" | "reused";
  readonly transitMs?: number;
};

/** How long a request waits, and how often it is tried. */
export type RequestOptions = {
  /** How long one try waits for its answer, milliseconds. */
  readonly timeoutMs: number;
  /** The number of tries in total; 1 by default. */
  readonly tries?: number;
  /** Tells the service until when the answer is useful. */
  readonly withDeadline?: boolean;
};

/** How a request ended. */
export type Answer =
  | { readonly outcome: "answered"; readonly result: JsonValue; readonly tries: number }
  | { readonly outcome: "timed-out"; readonly tries: number }
  /** The request's job ended without an answer: it was dead-lettered or cancelled, or its time to live had passed. */
  | { readonly outcome: "failed"; readonly reason: string; readonly tries: number };

/**
 * Starts a requester that listens at a declared reply queue.
 * @throws BadInputError if another process listens there: each would get some of the other's answers
 */
export async function createRequester(js: JetStreamClient, options: RequesterOptions): Promise<Requester> {
  const requester = new Requester(js, options);
  await requester.listen();
  return requester;
}

/** The payload of a request, or a function that makes it from the name of the job that carries it. */
export type RequestPayload = JsonValue | ((job: string) => JsonValue);
/** How a try ended, unless it timed out; `refused`: nothing was sent. */
type Outcome = { readonly result: JsonValue } | { readonly reason: string } | { readonly refused: BadInputError };
/** One call of `request`. */
type Call = {
  readonly queue: string;
  readonly request: string;
  readonly payload: RequestPayload;
  readonly options: RequestOptions;
  /** The prefix of its correlation ids; no other open call has it. */
  readonly name: string;
  /** The prefix of its message ids; no other call has it, in this process or another. */
  readonly messages: string;
};
type Settle = (outcome: Outcome) => void;

/** Sends requests, and receives their answers in a reply queue of its own. Programs make one with `startRequester`. */
export class Requester {
  private readonly js: JetStreamClient;
  private readonly options: RequesterOptions;
  private readonly probe: Probe;
  private readonly table = new PendingTable();
  private readonly settles = new Map<string, Settle>();
  private readonly open = new Set<string>();
  private readonly incarnation = nuid.next();
  private calls = 0;
  private worker: Worker | null = null;

  /** @internal Programs call `startRequester`. */
  constructor(js: JetStreamClient, options: RequesterOptions) {
    this.js = js;
    this.options = options;
    this.probe = options.probe ?? silentProbe;
  }

  /** @internal Starts the worker of the reply queue. */
  async listen(): Promise<void> {
    const { replyQueue, clock, probe = silentProbe, transitMs = 0 } = this.options;
    const handler = (job: Job, run: RunContext) => this.onReply(job, run);
    const here = { queue: replyQueue, handler, clock, probe, transitMs };
    this.worker = await startWorker(this.js, { ...here, concurrency: 4, alone: true, countRuns: false });
  }

  /**
   * Sends a request. Resolves with its answer, with its failure, or with 'timed-out' after the last try. `payload` may depend
   * on the name of the job that carries it: each try has its own.
   * @throws BadInputError for invalid options, and for a payload that is too large
   */
  async request(
    queue: QueueConfig["name"],
    request: string,
    payload: RequestPayload,
    options: RequestOptions,
  ): Promise<Answer> {
    checked(requestNumbers, options, `request ${request}`);
    const nth = ++this.calls;
    const name = this.open.has(request) ? `${request}-again-${nth}` : request;
    const call = { queue, request, payload, options, name, messages: `${this.incarnation}:${nth}` };
    this.open.add(name);
    try {
      return await this.tryAll(call);
    } finally {
      this.open.delete(name);
    }
  }

  /** Stops listening. Open requests then only time out. */
  async stop(): Promise<void> {
    await this.worker?.stop();
  }

  private async tryAll(call: Call): Promise<Answer> {
    const tries = call.options.tries ?? 1;
    for (let n = 1; n <= tries; n++) {
      const answer = await this.tryOnce(call, n);
      if (answer === null) continue;
      if ("refused" in answer) throw answer.refused;
      return "result" in answer
        ? { outcome: "answered", result: answer.result, tries: n }
        : { outcome: "failed", reason: answer.reason, tries: n };
    }
    return { outcome: "timed-out", tries };
  }

  private async tryOnce(call: Call, n: number): Promise<Outcome | null> {
    const { queue, request, options, name } = call;
    const { clock, replyQueue, correlation: policy = "per-try" } = this.options;
    const correlation = policy === "reused" || n === 1 ? name : `${name}-try-${n}`;
    const deadlineMs = options.withDeadline === true ? (await this.serverNow()) + options.timeoutMs : null;
    const at = { queue, request, correlation, try: n, replyTo: replyQueue.name };
    const waitsUntil = clock.now() + options.timeoutMs;
    const cause = this.probe.record({ type: "request-sent", ...at, waitsUntil });
    const answered = this.waitFor(correlation, request, n, options.timeoutMs);
    const address = { replyTo: replyQueue.name, correlation, request, try: n, deadlineMs };
    void this.send(call, address, cause);
    const answer = await answered;
    if (answer === null) this.probe.record({ type: "request-timed-out", ...at }, cause);
    return answer;
  }

  private async send({ queue, request, payload, messages }: Call, address: ReturnAddress, cause: EventId) {
    const id = address.try === 1 ? request : `${request}-try-${address.try}`;
    const job = {
      id,
      payload: typeof payload === "function" ? payload(id) : payload,
      headers: addressHeaders(address),
      messageId: `${id}:${messages}`,
    };
    const { namespace } = this.options.replyQueue;
    try {
      await sendJob(this.js, { name: queue, namespace }, job, this.probe, cause);
    } catch (thrown) {
      // Nobody knows whether a publish without a confirmation was stored: the timeout decides (RQ2).
      if (thrown instanceof BadInputError) this.settle(address.correlation, { refused: thrown });
    }
  }

  /** The server's time: requester and service have no other common clock. */
  private serverNow(): Promise<number> {
    return serverTimeOf(this.js, namesOf(this.options.replyQueue).stream).now();
  }

  private waitFor(correlation: string, request: string, n: number, timeoutMs: number): Promise<Outcome | null> {
    this.table.ask(correlation, request, n);
    return new Promise((resolve) => {
      const timer = this.options.clock.setTimeout(() => {
        this.table.giveUp(correlation);
        this.settles.delete(correlation);
        resolve(null);
      }, timeoutMs);
      this.settles.set(correlation, (outcome) => {
        this.options.clock.clearTimeout(timer);
        resolve(outcome);
      });
    });
  }

  private onReply(job: Job, run: RunContext): Promise<void> {
    const address = returnAddress(job);
    const correlation = address?.correlation ?? "none";
    const { class: kind, request } = this.table.classify(correlation, address?.try ?? 1);
    const reason = failureOf(job);
    const failed = reason !== null && kind === "answer" ? { failed: reason } : {};
    this.probe.record(
      {
        ...failed,
        type: REPLY_EVENTS[kind],
        request: request ?? address?.request ?? correlation,
        correlation,
        try: address?.try ?? 1,
        replyTo: this.options.replyQueue.name,
      },
      run.cause,
    );
    if (kind === "answer" || kind === "stale") {
      this.settle(correlation, reason === null ? { result: job.payload } : { reason });
    }
    return Promise.resolve();
  }

  private settle(correlation: string, outcome: Outcome): void {
    const settle = this.settles.get(correlation);
    this.settles.delete(correlation);
    settle?.(outcome);
  }
}

const REPLY_EVENTS = {
  answer: "reply-received",
  stale: "reply-stale",
  late: "reply-late",
  duplicate: "reply-duplicate",
  orphan: "reply-orphaned",
} as const satisfies { [kind in ReplyClass]: string };
