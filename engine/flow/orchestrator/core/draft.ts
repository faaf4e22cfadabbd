import type { JsonValue } from "../../../kernel/json.ts";
import type { EventBody } from "../../../trace/events.ts";
import type { FlowDefinition } from "../definition.ts";
import { wrongDelay } from "./delays.ts";
import {
  type Closed,
  CLOSED_KEPT,
  type Deadline,
  type DeadlinePurpose,
  type FlowRecord,
  HANDLED_KEPT,
  type Incoming,
  type OutboxEntry,
  tokenOf,
} from "../record.ts";

/**
 * An entry for the trace, to be recorded once the record is stored. `token`: the command or answer that it decided to send, if
 * any.
 */
export type Note = { readonly body: EventBody; readonly token: string | null };

/** The revision that the write is based on, and its time. */
export type Moment = {
  /** The revision that was loaded; 0 without a record. */
  readonly base: number;
  /** Unix milliseconds by the server's clock. */
  readonly now: number;
  readonly writer: string;
};

/** The next record while one event is being decided on top of one revision. It becomes visible only when it is stored. */
export class Draft {
  readonly definition: FlowDefinition;
  readonly record: { -readonly [field in keyof FlowRecord]: FlowRecord[field] };
  readonly by: string;
  readonly moment: Moment;
  readonly notes: Note[] = [];
  private issued: number;

  constructor(definition: FlowDefinition, record: FlowRecord, by: string, moment: Moment, issued = 0) {
    this.definition = definition;
    this.record = { ...record };
    this.by = by;
    this.moment = moment;
    this.issued = issued;
  }

  get flow(): string {
    return this.record.flow;
  }

  get tokensIssued(): number {
    return this.issued;
  }

  token(): string {
    return tokenOf(this.flow, this.moment.base, ++this.issued);
  }

  note(body: EventBody, token: string | null = null): void {
    this.notes.push({ body, token });
  }

  send(entry: Omit<Extract<OutboxEntry, { kind: "command" }>, "by">): void;
  send(entry: Omit<Extract<OutboxEntry, { kind: "answer" }>, "by">): void;
  send(entry: Omit<Extract<OutboxEntry, { kind: "unschedule" }>, "by">): void;
  send(entry: Omit<OutboxEntry, "by">): void {
    this.record.outbox = [...this.record.outbox, { ...entry, by: this.by } as OutboxEntry];
  }

  /** @throws Error for a time that the server cannot keep. */
  setDeadline(wanted: string, inMs: number, purpose: DeadlinePurpose): void {
    const wrong = wrongDelay(inMs);
    if (wrong !== null) throw new Error(`${wanted} is set ${wrong}`);
    const token = this.token();
    const taken = this.record.deadlines.some(({ name }) => name === wanted);
    const name = taken ? `${wanted} (${token})` : wanted;
    const due = this.moment.now + Math.max(0, inMs);
    this.record.deadlines = [...this.record.deadlines, { token, name, due, by: this.by, purpose }];
    this.note({ type: "timer-set", flow: this.flow, timer: name, where: "store", due }, token);
  }

  /** Cancels these deadlines and their scheduled messages. */
  clearDeadlines(which: (deadline: Deadline) => boolean): void {
    for (const { token, name } of this.record.deadlines.filter(which)) {
      this.send({ kind: "unschedule", token, name });
      this.note({ type: "timer-cleared", flow: this.flow, timer: name, where: "store" });
    }
    this.record.deadlines = this.record.deadlines.filter((deadline) => !which(deadline));
  }

  /** Removes a deadline that has been reached. */
  fire(deadline: Deadline): void {
    this.record.deadlines = this.record.deadlines.filter(({ token }) => token !== deadline.token);
    this.note({ type: "timer-fired", flow: this.flow, timer: deadline.name, where: "store" });
  }

  /** Stops waiting for these steps. */
  close(visits: readonly string[], how: Closed["how"]): void {
    this.record.closed = [...this.record.closed, ...visits.map((visit) => ({ visit, how }))].slice(-CLOSED_KEPT);
  }

  /** The record to store: bounded in size, with its writer. */
  finish(handled: readonly Incoming["id"][] = [this.by]): FlowRecord {
    return signed(this.record, this.by, this.moment, handled);
  }
}

/** The record as `by` leaves it: bounded in size, with its writer. */
export function signed(record: FlowRecord, by: string, moment: Moment, handled: readonly Incoming["id"][]): FlowRecord {
  const { base, now, writer } = moment;
  const outbox = record.outbox.filter((entry) => isToBeKept(record, entry, by));
  const outstanding = new Set([...outbox, ...record.deadlines].map((entry) => entry.by));
  return {
    ...record,
    outbox,
    handled: keepRing([...record.handled, ...handled], outstanding),
    savedAt: now,
    savedBy: { event: by, base, writer },
  };
}

/**
 * A command stays in the outbox while its try is waited for: if it was never sent, its event is redelivered and sends it. Once
 * the try is answered, given up or abandoned, the command is no longer needed. An answer stays for good.
 */
function isToBeKept({ pending }: FlowRecord, entry: OutboxEntry, by: string): boolean {
  if (entry.kind === "answer") return true;
  if (entry.kind === "unschedule") return entry.by === by;
  return pending.some(({ token }) => token === entry.token);
}

/** The last ids, and those before them that may still have something to send. */
function keepRing(ids: readonly string[], outstanding: ReadonlySet<string>): readonly string[] {
  const all = [...new Set(ids)];
  return all.filter((id, at) => at >= all.length - HANDLED_KEPT || outstanding.has(id));
}

/** The record of a flow that has not begun. */
export function emptyRecord(
  flow: string,
  definition: Pick<FlowDefinition, "name" | "version">,
  moment: Moment,
): FlowRecord {
  const output: JsonValue = null;
  return {
    flow,
    definition: definition.name,
    version: definition.version,
    status: "running",
    snapshot: null,
    state: "",
    pending: [],
    deadlines: [],
    outbox: [],
    handled: [],
    closed: [],
    answerTo: [],
    commanded: {},
    parked: [],
    stuckBecause: null,
    output,
    outcome: null,
    startedAt: moment.now,
    savedAt: moment.now,
    savedBy: { event: "", base: moment.base, writer: moment.writer },
  };
}
