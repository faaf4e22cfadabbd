import { type JetStreamManager, type MsgRequest, type StoredMsg } from "@nats-io/jetstream";
import { isRefusal, Refusal } from "../../queue/api-errors.ts";
import { namesOf, type QueueConfig, tokenOf } from "../../queue/names.ts";
import { Header, ReplyHeader } from "../../queue/headers.ts";
import { FlowHeader } from "./headers.ts";
import { heldSubject, timersQueue } from "./names.ts";
import { type Deadline, type FlowRecord, readToken } from "./record.ts";

/** An event that waits in the event queue, as far as its headers tell. */
type Waiting = {
  readonly sequence: number;
  readonly storedMs: number;
  /** The same as `Incoming.id`. */
  readonly id: string;
  /** For a reply: the visit of the step that it answers. */
  readonly visit: string | null;
};

/** The event that goes before a deadline, and whether it was delayed itself: then it may take long. */
export type Before = { readonly event: string; readonly isHeld: boolean };

/**
 * The events that are stored for a flow and not handled yet. Events and deadlines arrive through two queues, so after downtime
 * a deadline may be taken first. An orchestrator that takes a deadline therefore looks here for events that go before it.
 *
 * Each orchestrator reads the event queue in order, only when a deadline has come: without deadlines it reads nothing, and no
 * event twice.
 */
export class StoredEvents {
  private readonly jsm: JetStreamManager;
  private readonly events: QueueConfig;
  private readonly byFlow = new Map<string, Waiting[]>();
  private readUpTo = 0;
  private reading: Promise<void> = Promise.resolve();

  constructor(jsm: JetStreamManager, events: QueueConfig) {
    this.jsm = jsm;
    this.events = events;
  }

  /**
   * The event of its flow that goes before a deadline, or null: any event that was stored before the deadline was due; and an
   * answer to the step that the deadline ends, whenever it was stored.
   */
  async before(record: FlowRecord, deadline: Deadline): Promise<Before | null> {
    const { purpose } = deadline;
    if (purpose.kind === "unborn") return null;
    const visit =
      "invoke" in purpose ? record.pending.find(({ invoke }) => invoke === purpose.invoke)?.visit : undefined;
    const goesFirst = (one: Waiting) => (one.visit !== null && one.visit === visit) || one.storedMs <= deadline.due;
    for (const one of await this.waitingFor(record.flow)) {
      // An event that has been handled only has something to send.
      if (goesFirst(one) && !record.handled.includes(one.id) && (await this.isStored(one.sequence))) {
        return { event: one.id, isHeld: false };
      }
    }
    const event = await this.delayed(record.flow);
    return event === null ? null : { event, isHeld: true };
  }

  private async waitingFor(flow: string): Promise<readonly Waiting[]> {
    // One after the other, so that two simultaneous deadlines do not read the same.
    this.reading = this.reading.catch(() => undefined).then(() => this.readOn());
    await this.reading;
    return this.byFlow.get(flow) ?? [];
  }

  private async readOn(): Promise<void> {
    const { stream, subject } = namesOf(this.events);
    const { first_seq, last_seq } = (await this.jsm.streams.info(stream)).state;
    this.forgetBefore(first_seq);
    for (let from = Math.max(this.readUpTo + 1, first_seq); from <= last_seq;) {
      const message = await messageAt(this.jsm, stream, { seq: from, next_by_subj: subject });
      if (message === null) break;
      this.note(message);
      from = message.seq + 1;
    }
    this.readUpTo = Math.max(this.readUpTo, last_seq);
  }

  private note({ seq, header, timestamp }: StoredMsg): void {
    const [flow, id, visit] = readHeaders((name) => header?.get(name) || null);
    if (flow === null || id === null) return;
    const one = { sequence: seq, storedMs: Date.parse(timestamp), id, visit };
    this.byFlow.set(flow, [...(this.byFlow.get(flow) ?? []), one]);
  }

  private forgetBefore(firstSequence: number): void {
    for (const [flow, all] of this.byFlow) {
      const left = all.filter(({ sequence }) => sequence >= firstSequence);
      if (left.length === 0) this.byFlow.delete(flow);
      else if (left.length < all.length) this.byFlow.set(flow, left);
    }
  }

  private async isStored(sequence: number): Promise<boolean> {
    return (await messageAt(this.jsm, namesOf(this.events).stream, { seq: sequence })) !== null;
  }

  /** A delayed event waits beside the deadlines. */
  private async delayed(flow: string): Promise<string | null> {
    const { stream } = namesOf(timersQueue(this.events));
    const subject = `${heldSubject(this.events)}.${tokenOf(flow)}.>`;
    const message = await messageAt(this.jsm, stream, { seq: 1, next_by_subj: subject });
    return message?.header?.get(Header.Job) ?? null;
  }
}

/** One stored message; null if there is none. The leader answers, because a replica may not have it yet. */
export async function messageAt(jsm: JetStreamManager, stream: string, query: Query): Promise<StoredMsg | null> {
  try {
    // The server knows `next_by_subj` here as well; the client's type has it for direct gets only.
    return await jsm.streams.getMessage(stream, query as MsgRequest);
  } catch (thrown) {
    if (isRefusal(thrown, Refusal.NoMessage)) return null;
    throw thrown;
  }
}

type Query = { readonly seq: number; readonly next_by_subj?: string };

/** Flow, event id and visit of replies and signals: nothing else in this queue can go before a deadline. */
function readHeaders(header: (name: string) => string | null): readonly [string | null, string | null, string | null] {
  const kind = header(FlowHeader.Kind);
  const job = header(Header.Job);
  if (kind !== null) return kind === "signal" ? [header(FlowHeader.Flow), `signal ${job}`, null] : [null, null, null];
  const token = readToken(header(ReplyHeader.Correlation) ?? "");
  return token === null ? [null, null, null] : [token.flow, `reply ${job}`, token.visit];
}
