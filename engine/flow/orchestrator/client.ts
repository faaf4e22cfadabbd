import { type JetStreamClient, jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { QueueConfig } from "../../queue/config.ts";
import { sendJob } from "../../queue/send.ts";
import type { EventId } from "../../trace/event.ts";
import type { FlowOutcome } from "../../trace/events/flow.ts";
import { type Probe, silentProbe } from "../../trace/probe.ts";
import type { StateValue } from "./definition.ts";
import { BadFlowIdError, NotArchivableError } from "./errors.ts";
import { FlowHeader } from "./headers.ts";
import { type FlowRecord, type FlowStatus, isFlowId } from "./record.ts";
import { FlowStore, type Written } from "./store.ts";

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

/** One step of a flow's life: what it was at that write. */
export type HistoryEntry = {
  readonly revision: number;
  readonly at: number;
  /** The event that made it. */
  readonly event: string;
  readonly status: FlowStatus;
  readonly state: string;
  readonly version: string;
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
   * Starts a flow, and resolves once that is certain. A flow that exists is not started again.
   * @throws BadFlowIdError
   */
  start(definition: string, flow: string, input: JsonValue, cause: EventId | null = null): Promise<void> {
    return this.tell(flow, "start", `${flow}-start`, input, cause, { [FlowHeader.Definition]: definition });
  }

  /**
   * Sends an event into a flow's machine, and resolves once it is stored. Whether the machine takes it where it is then,
   * the trace and the history tell. `id` names the event: what has the same id is the same event and is taken once; by
   * default each type is sent once to a flow.
   */
  signal(
    flow: string,
    event: JsonObject & { readonly type: string },
    id: string = `${flow}-${event.type}`,
    cause: EventId | null = null,
  ): Promise<void> {
    return this.tell(flow, "signal", id, event, cause);
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
    return this.tell(flow, "resume", id, null, null);
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
   * the state: it cannot tell another story, and costs no second one. Empty for a flow that never was.
   */
  async history(flow: string): Promise<readonly HistoryEntry[]> {
    const living = await this.store.history(flow);
    const all = living.length > 0 ? living : ((await this.store.loadArchived(flow))?.history ?? []);
    return all.map(entryOf);
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
    return this.store.archive(record, revision);
  }

  private async tell(
    flow: string,
    kind: string,
    id: string,
    payload: JsonValue,
    cause: EventId | null,
    more: { readonly [header: string]: string } = {},
  ): Promise<void> {
    if (!isFlowId(flow)) throw new BadFlowIdError(flow);
    const headers = { [FlowHeader.Kind]: kind, [FlowHeader.Flow]: flow, ...more };
    await sendJob(this.js, this.events, { id, payload, headers }, this.probe, cause);
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

function entryOf({ revision, record }: Written): HistoryEntry {
  const { savedAt, savedBy, status, state, version } = record;
  return { revision, at: savedAt, event: savedBy.event, status, state, version };
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
