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

/** The state of a flow. Times are Unix milliseconds by the server's clock. */
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
  /** The number of events that wait for `resume`. */
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
  /** Its id for `discard` and `edit`. */
  readonly id: string;
  readonly kind: Incoming["kind"];
  /** For a signal its event, for a reply the service's answer, for a start the input. */
  readonly payload: JsonValue;
};

export type FlowFilter = {
  readonly definition?: string;
  readonly status?: FlowStatus;
  /** A state that the flow is in, such as `charging`; `fulfilling` includes its nested states. */
  readonly state?: string;
};

export type FlowClientOptions = {
  readonly connection: NatsConnection;
  readonly events: Pick<QueueConfig, "namespace" | "name">;
  readonly probe?: Probe;
};

/** A client of an orchestrator's flows: starts flows, sends them events, and queries their state. */
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
   * Starts a flow, and resolves once its start is stored or the flow exists. An existing flow is not started again.
   * @throws BadFlowIdError
   */
  start(definition: string, flow: string, input: JsonValue, cause: EventId | null = null): Promise<void> {
    const headers = { [FlowHeader.Definition]: definition };
    return this.tell(flow, "start", { id: `${flow}-start`, payload: input, headers }, cause);
  }

  /**
   * Sends an event to a flow's machine, and resolves once the event is stored. The trace and the history tell whether the
   * machine accepted it. `id` identifies the event: an event with the same id is handled once. Without an id each call sends a
   * new event, so give one if you may have to repeat the call.
   */
  signal(
    flow: string,
    event: JsonObject & { readonly type: string },
    id: string = `${flow}-${event.type}-${nuid.next()}`,
    cause: EventId | null = null,
  ): Promise<void> {
    return this.tell(flow, "signal", { id, payload: event }, cause);
  }

  /** Asks the machine to cancel, by an event of this name. The machine decides whether its state still allows that. */
  cancel(flow: string, event: string = "CANCEL"): Promise<void> {
    return this.signal(flow, { type: event });
  }

  /**
   * Resumes a stuck flow with the events that it holds. For any flow, outstanding commands are sent again, so services may get
   * them a second time. `id` identifies this attempt.
   */
  resume(flow: string, id: string): Promise<void> {
    return this.tell(flow, "resume", { id, payload: null });
  }

  /** The events that a stuck flow holds, in the order in which they came; the first is the one that it could not handle. */
  async parked(flow: string): Promise<readonly ParkedEvent[]> {
    const { record } = await this.store.load(flow);
    return (record?.parked ?? []).map((event) => ({ id: event.id, kind: event.kind, payload: jobOf(event).payload }));
  }

  /** Removes a parked event from a flow permanently, and resumes the flow with the others. `parked`: the id of the event. */
  discard(flow: string, parked: string, reason: string): Promise<void> {
    return this.change(flow, { kind: "discard", parked, reason });
  }

  /**
   * Replaces the payload of a parked event (a signal's event, a reply's answer, a start's input), and resumes the flow with it
   * and the others.
   */
  edit(flow: string, parked: string, payload: JsonValue): Promise<void> {
    return this.change(flow, { kind: "edit", parked, payload });
  }

  /** The state of a flow: one look-up, and a second one in the archive if the flow is not active. Null: unknown. */
  async query(flow: string): Promise<FlowView | null> {
    const { record, revision } = await this.store.load(flow);
    const archived = record === null ? await this.store.loadArchived(flow) : null;
    const found = record ?? archived?.record ?? null;
    const view = found === null ? null : viewOf(found, revision, archived !== null);
    const lookUps = record === null ? 2 : 1;
    this.probe.record({ type: "flow-looked-up", flow, lookUps, found: view?.state ?? "nothing" });
    return view;
  }

  /** The flows that are not archived and match the filter. One look-up per flow, so better for people than for programs. */
  async list(filter: FlowFilter = {}): Promise<readonly FlowView[]> {
    const found: FlowView[] = [];
    for await (const { record, revision } of this.store.all()) {
      const view = viewOf(record, revision, false);
      if (matches(view, filter)) found.push(view);
    }
    return found;
  }

  /**
   * The history of a flow, oldest first: its last 64 writes. It is the history of its key in the KV bucket, and so the same
   * writes as the state: it cannot differ from it, and costs no extra write. A signal that the state did not accept appears as
   * refused. Empty for an unknown flow.
   */
  async history(flow: string): Promise<readonly HistoryEntry[]> {
    const living = await this.store.history(flow);
    const all = living.length > 0 ? living : ((await this.store.loadArchived(flow))?.history ?? []);
    return all.map((one) => ("record" in one ? entryOf(one) : one));
  }

  /**
   * Moves a flow that has ended, or is stuck for good, to the archive, with its history. It can still be queried, and cannot be
   * started again. False if it changed meanwhile: then it stays.
   * @throws NotArchivableError while it is running
   */
  async archive(flow: string): Promise<boolean> {
    const { record, revision } = await this.store.load(flow);
    if (record === null) return (await this.store.loadArchived(flow)) !== null;
    if (record.status === "running") {
      throw new NotArchivableError(`flow ${flow}`, `it is running, in ${record.state}`, "Let it end, or cancel it.");
    }
    // A flow that was never started does not exist: its id stays free.
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
    // The server remembers the id but not the message, and the flow does not know the event: it was purged.
    const messageId = `${job.id}:again:${streamSequence}`;
    await sendJob(this.js, this.events, { ...job, messageId }, this.probe, cause);
  }

  /** Whether an event that was stored before still waits, or has reached its flow. */
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
