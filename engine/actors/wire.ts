import { jetstream } from "@nats-io/jetstream";
import type { Msg, MsgHdrs, NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../clock/clock.ts";
import { namesOf, queueOfSubject } from "../queue/names.ts";
import { copyHeaders, Header, MESSAGE_ID_HEADER } from "../queue/headers.ts";
import { publishWithRetry } from "../queue/send/send.ts";
import type { EventId } from "../trace/event.ts";
import { CAUSE_HEADER, type Probe } from "../trace/probe.ts";
import type { WireFault } from "./planned-faults.ts";

/**
 * An actor's connection with planned faults on the wire. The client is unmodified and its requests pass through here, so the
 * same fault happens on every broker and in every process.
 *
 * WI1  A fault strikes the first publish of its job into a queue, once in a run. The sender's second try passes, and so
 *      does everything else (calls to the outside services, dead letters, the server's API).
 * WI2  `lose`: the sender gets the usual answer after the usual time, but nothing is stored.
 * WI3  `delay`: the publish leaves later, and so its answer comes later.
 * WI4  `duplicate`: the publish leaves, followed by a copy with another message id. The sender notices nothing.
 * WI5  A delayed message waits in the sender's process, and crashes or pauses with it.
 */
export type Wire = {
  readonly connection: NatsConnection;
  /** Resolves when no copy is under way any more: then the connection may be closed. */
  settled(): Promise<unknown>;
};

export type WireOptions = {
  readonly faults: readonly WireFault[];
  /** The actor that owns the connection. */
  readonly sender: string;
  readonly namespace: string;
  readonly clock: Clock;
  readonly record: Probe["record"];
  /** Faults that have already struck, here or elsewhere in the run (WI1). */
  readonly spent: Set<number>;
};

/** More than any run stores in one queue. Together with the fault's number, it is unique for each lost message. */
const LOST_SEQUENCES_FROM = 1_000_000_000;

type Request = NatsConnection["request"];
type Publish = {
  readonly subject: string;
  readonly queue: string;
  readonly data: Parameters<Request>[1];
  readonly headers: MsgHdrs;
  /** Sends the message unchanged. */
  readonly pass: () => Promise<Msg>;
};

export function faultyWire(connection: NatsConnection, options: WireOptions): Wire {
  if (options.faults.length === 0) return { connection, settled: () => Promise.resolve() };
  const wire = new FaultyWire(connection, options);
  const request: Request = (...args) => wire.request(...args);
  const proxy = new Proxy(connection, {
    get: (target, name) => (name === "request" ? request : (Reflect.get(target, name) as unknown)),
  });
  return { connection: proxy, settled: () => wire.settled() };
}

class FaultyWire {
  private readonly connection: NatsConnection;
  private readonly options: WireOptions;
  private readonly copies: Promise<void>[] = [];

  constructor(connection: NatsConnection, options: WireOptions) {
    this.connection = connection;
    this.options = options;
  }

  request(...args: Parameters<Request>): Promise<Msg> {
    const [subject, data, opts] = args;
    const pass = () => this.connection.request(...args);
    const queue = queueOfSubject(this.options.namespace, subject);
    const headers = opts?.headers;
    if (queue === null || headers === undefined) return pass();
    const fault = this.faultFor(headers);
    return fault ? this.strike(fault, { subject, queue, data, headers, pass }) : pass();
  }

  settled(): Promise<unknown> {
    return Promise.all(this.copies);
  }

  private faultFor(headers: MsgHdrs): WireFault | undefined {
    const { faults, spent } = this.options;
    const job = headers.get(Header.Job);
    return faults.find((fault) => fault.job === job && !spent.has(fault.fault));
  }

  private async strike({ fault, what, job, delayMs }: WireFault, publish: Publish): Promise<Msg> {
    const { clock, record, sender, spent } = this.options;
    spent.add(fault);
    const sent = publish.headers.get(CAUSE_HEADER) || null;
    const cause = record({ type: "fault-injected", fault, what: `wire ${what}`, target: sender, job }, sent);
    switch (what) {
      case "lose":
        return this.lose(fault, job, publish, cause);
      case "delay":
        await clock.sleep(delayMs);
        return publish.pass();
      case "duplicate": {
        const answer = publish.pass();
        // The event is recorded only if the server took the copy. If it refuses the copy, it refuses the original too.
        this.copies.push(this.copy(job, delayMs, publish, cause).catch(() => undefined));
        return answer;
      }
    }
  }

  private async lose(fault: number, job: string, { queue }: Publish, cause: EventId): Promise<Msg> {
    const { namespace, record } = this.options;
    const streamSequence = LOST_SEQUENCES_FROM + fault;
    // A round trip, like a publish and its answer.
    await this.connection.flush();
    record({ type: "job-lost", queue, job, streamSequence }, cause);
    return answerOf({ stream: namesOf({ namespace, name: queue }).stream, seq: streamSequence });
  }

  private async copy(job: string, delayMs: number, publish: Publish, cause: EventId): Promise<void> {
    const { subject, queue, data, headers } = publish;
    if (delayMs > 0) await this.options.clock.sleep(delayMs);
    const msgID = `${headers.get(MESSAGE_ID_HEADER) || job}/copy`;
    const js = jetstream(this.connection);
    const ack = await publishWithRetry(() => js.publish(subject, data, { msgID, headers: copyHeaders(headers) }));
    this.options.record({ type: "job-duplicated", queue, job, streamSequence: ack.seq }, cause);
  }
}

/** A message as if from the server. */
function answerOf(body: { readonly stream: string; readonly seq: number }): Msg {
  const text = JSON.stringify(body);
  return {
    subject: "",
    sid: 0,
    data: new TextEncoder().encode(text),
    respond: () => false,
    string: () => text,
    json: <T>() => JSON.parse(text) as T,
  };
}
