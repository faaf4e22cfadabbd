import { type JetStreamClient, jetstream } from "@nats-io/jetstream";
import { type NatsConnection, nuid } from "@nats-io/nats-core";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import { namesOf, type QueueConfig } from "../../queue/names.ts";
import { sendJob } from "../../queue/send/send.ts";
import type { NewJob } from "../../queue/send/new-job.ts";
import type { EventId } from "../../trace/event.ts";
import type { FlowOutcome } from "../../trace/events/flow.ts";
import { type Probe, silentProbe } from "../../trace/probe.ts";
import type { StateValue } from "./definition.ts";
import { BadFlowIdError, NotArchivableError } from "./errors.ts";
import { FlowHeader } from "./headers.ts";
import { jobOf, resumeJob } from "./incoming.ts";
import { type FlowRecord, type FlowStatus, type Incoming, isFlowId, isUnborn, type ParkedChange } from "./record.ts";
import { messageAt } from "./stored-events.ts";
import { entryOf, FlowStore, type HistoryEntry } from "./store.ts";

/** Where a flow is. Moments are Unix milliseconds by the server's clock. */
export type FlowView = {
  readonly flow: string;
  readonly definition: string;
  readonly version: string;
  readonly status: FlowStatus;
  /** `fulfilling.parcel.shipping & fulfilling.mail.notifying`. */
  readonly state: string;
  readonly value: StateValue | null;
  readonly context: JsonValue;
  readonly waitsFor: readonly { readonly step: string; readonly try: number }[];
  readonly deadlines: readonly { readonly name: string; readonly due: number }[];
  readonly stuckBecause: string | null;
  /** Events that wait for `resume`. */
  readonly parked: number;
  readonly outcome: FlowOutcome | null;
  readonly output: JsonValue;
  readonly startedAt: number;
  readonly savedAt: number;
  readonly revision: number;
  readonly archived: boolean;
};

/** An event that a stuck flow holds. */
export type ParkedEvent = {
  /** Names it for `discard` and `edit`. */
  readonly id: string;
  readonly kind: Incoming["kind"];
  /** Of a signal the event, of a reply what the service has answered, of a start the input. */
  readonly payload: JsonValue;
};

export type FlowFilter = {
  readonly definition?: string;
  readonly status?: FlowStatus;
  /** A state that it is in: `charging`, or `fulfilling` with whatever is below. */
  readonly state?: string;
};

export type FlowClientOptions = {
  readonly connection: NatsConnection;
  readonly events: Pick<QueueConfig, "namespace" | "name">;
  readonly probe?: Probe;
};

/** For everybody who is not an orchestrator: starts flows, tells them things, asks where they are. */
export async function openFlowClient(options: FlowClientOptions): Promise<FlowClient> {
  return new FlowClient(options, await FlowStore.open(options.connection, options.events));
}

export class FlowClient {
  private readonly js: JetStreamClient;
  private readonly events: Pick<QueueConfig, "namespace" | "name">;
  private readonly probe: Probe;
  private readonly store: FlowStore;

  constructor({ connection, events, probe = silentProbe }: FlowClientOptions, store: FlowStore) {
    this.js = jetstream(connection);
    this.events = events;
    this.probe = probe;
    this.store = store;
  }

  /**
   * Starts a flow, and resolves once that is certain: its start is stored, or the flow is there. A flow that exists is not
   * started again.
   * @throws BadFlowIdError
   */
  start(definition: string, flow: string, input: JsonValue, cause: EventId | null = null): Promise<void> {
    const headers = { [FlowHeader.Definition]: definition };
    return this.tell(flow, "start", { id: `${flow}-start`, payload: input, headers }, cause);
  }

  /**
   * Sends an event into a flow's machine, and resolves once it is stored. Whether the machine takes it where it is then,
   * the trace and the history tell. `id` names the event: what has the same id is the same event and is taken once. Without
   * one each call is an event of its own: give an id if you may have to repeat the call.
   */
  signal(
    flow: string,
    event: JsonObject & { readonly type: string },
    id: string = `${flow}-${event.type}-${nuid.next()}`,
    cause: EventId | null = null,
  ): Promise<void> {
    return this.tell(flow, "signal", { id, payload: event }, cause);
  }

  /** Asks the machine to go back, by the event of that name: whether it still makes sense where it is, the machine says. */
  cancel(flow: string, event: string = "CANCEL"): Promise<void> {
    return this.signal(flow, { type: event });
  }

  /**
   * A stuck flow goes on with the events that it holds; of any flow, what is outstanding is sent again: the services may
   * get those commands a second time. `id` names this one attempt.
   */
  resume(flow: string, id: string): Promise<void> {
    return this.tell(flow, "resume", { id, payload: null });
  }

  /** The events that a stuck flow holds, in the order in which they came; the first is the one that it could not handle. */
  async parked(flow: string): Promise<readonly ParkedEvent[]> {
    const { record } = await this.store.load(flow);
    return (record?.parked ?? []).map((event) => ({ id: event.id, kind: event.kind, payload: jobOf(event).payload }));
  }

  /** Takes a parked event out of a flow for good, and lets the flow go on with the others. `parked` is its id there. */
  discard(flow: string, parked: string, reason: string): Promise<void> {
    return this.change(flow, { kind: "discard", parked, reason });
  }

  /**
   * Gives a parked event another payload (a signal another event, a reply another answer, a start another input), and lets
   * the flow go on with it and the others.
   */
  edit(flow: string, parked: string, payload: JsonValue): Promise<void> {
    return this.change(flow, { kind: "edit", parked, payload });
  }

  /** Where a flow is: one look-up, and a second one in the archive when it is not among the living. Null: never heard of. */
  async query(flow: string): Promise<FlowView | null> {
    const { record, revision } = await this.store.load(flow);
    const archived = record === null ? await this.store.loadArchived(flow) : null;
    const found = record ?? archived?.record ?? null;
    const view = found === null ? null : viewOf(found, revision, archived !== null);
    const lookUps = record === null ? 2 : 1;
    this.probe.record({ type: "flow-looked-up", flow, lookUps, found: view?.state ?? "nothing" });
    return view;
  }

  /** Flows that are not archived, by what they are in now: one look-up for each, so for people rather than for programs. */
  async list(filter: FlowFilter = {}): Promise<readonly FlowView[]> {
    const found: FlowView[] = [];
    for await (const { record, revision } of this.store.all()) {
      const view = viewOf(record, revision, false);
      if (matches(view, filter)) found.push(view);
    }
    return found;
  }

  /**
   * What a flow went through, oldest first: its last 64 writes. It is the bucket's own history and so the same write as
   * the state: it cannot tell another story, and costs no second one. A signal that the state did not take stands there as
   * refused. Empty for a flow that never was.
   */
  async history(flow: string): Promise<readonly HistoryEntry[]> {
    const living = await this.store.history(flow);
    const all = living.length > 0 ? living : ((await this.store.loadArchived(flow))?.history ?? []);
    return all.map((one) => ("record" in one ? entryOf(one) : one));
  }

  /**
   * Moves a flow that has ended, or is stuck for good, out of the bucket of the living, with its history. It can still be
   * asked for, and is not started again. False when it changed meanwhile: then it stays.
   * @throws NotArchivableError while it is running
   */
  async archive(flow: string): Promise<boolean> {
    const { record, revision } = await this.store.load(flow);
    if (record === null) return (await this.store.loadArchived(flow)) !== null;
    if (record.status === "running") {
      throw new NotArchivableError(`flow ${flow}`, `it is running, in ${record.state}`, "Let it end, or cancel it.");
    }
    // One that nobody has started is no flow yet: its id stays free.
    return isUnborn(record) ? this.store.forget(flow, revision) : this.store.archive(record, revision);
  }

  private change(flow: string, change: ParkedChange): Promise<void> {
    const id = `${flow}-${change.kind}-${nuid.next()}`;
    return this.tell(flow, "resume", { id, ...resumeJob(change, {}) });
  }

  private async tell(flow: string, kind: Incoming["kind"], said: NewJob, cause: EventId | null = null): Promise<void> {
    if (!isFlowId(flow)) throw new BadFlowIdError(flow);
    const headers = { [FlowHeader.Kind]: kind, [FlowHeader.Flow]: flow, ...said.headers };
    const job = { ...said, headers };
    const { duplicate, streamSequence } = await sendJob(this.js, this.events, job, this.probe, cause);
    if (!duplicate || (await this.isThere(flow, kind, `${kind} ${job.id}`, streamSequence))) return;
    // The server remembers its id and has it no more, and the flow knows nothing of it: it was purged.
    const messageId = `${job.id}:again:${streamSequence}`;
    await sendJob(this.js, this.events, { ...job, messageId }, this.probe, cause);
  }

  /** Whether an event that was stored before still waits, or has come to its flow. */
  private async isThere(flow: string, kind: Incoming["kind"], event: string, sequence: number): Promise<boolean> {
    const jsm = await this.js.jetstreamManager();
    if ((await messageAt(jsm, namesOf(this.events).stream, { seq: sequence })) !== null) return true;
    const { record } = await this.store.load(flow);
    if (record === null) return (await this.store.loadArchived(flow)) !== null;
    if (kind === "start") return !isUnborn(record);
    return record.handled.includes(event) || record.parked.some(({ id }) => id === event);
  }
}

function viewOf(record: FlowRecord, revision: number, archived: boolean): FlowView {
  const { flow, definition, version, status, state, snapshot, pending, deadlines, stuckBecause } = record;
  const { parked, outcome, output, startedAt, savedAt } = record;
  return {
    flow,
    definition,
    version,
    status,
    state,
    value: (snapshot?.["value"] ?? null) as StateValue | null,
    context: snapshot?.["context"] ?? null,
    waitsFor: pending.map(({ step, tries }) => ({ step, try: tries })),
    deadlines: deadlines.map(({ name, due }) => ({ name, due })),
    stuckBecause,
    parked: parked.length,
    outcome,
    output,
    startedAt,
    savedAt,
    revision,
    archived,
  };
}

function matches(view: FlowView, { definition, status, state }: FlowFilter): boolean {
  const inState = (wanted: string) =>
    view.state.split(" & ").some((one) => one === wanted || one.startsWith(`${wanted}.`));
  return (
    (definition === undefined || view.definition === definition) &&
    (status === undefined || view.status === status) &&
    (state === undefined || inState(state))
  );
}
