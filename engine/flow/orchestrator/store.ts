import { JetStreamApiError } from "@nats-io/jetstream";
import { type KV, type KvEntry, Kvm } from "@nats-io/kv";
import type { NatsConnection } from "@nats-io/nats-core";
import type { QueueConfig } from "../../queue/names.ts";
import { RecordTooBigError } from "./errors.ts";
import { orchestratorNames } from "./names.ts";
import type { FlowRecord, FlowStatus } from "./record.ts";

/** A record and the revision at which it was read. */
export type Loaded = {
  readonly record: FlowRecord | null;
  /** The revision that the next write must be based on; 0 for a key that was never written. */
  readonly revision: number;
};

/** One write of a flow, from its history. */
export type Written = { readonly revision: number; readonly record: FlowRecord };

/** One step in a flow's history: the flow after one write. */
export type HistoryEntry = {
  readonly revision: number;
  readonly at: number;
  /** The event that caused it. */
  readonly event: string;
  readonly status: FlowStatus;
  readonly state: string;
  readonly version: string;
  /** Why the flow did not accept that event; nothing else was changed then. */
  readonly refused?: string;
};

/** An archived flow: its last record, and the rest of its history. Earlier versions stored whole writes. */
export type Archived = { readonly record: FlowRecord; readonly history: readonly (HistoryEntry | Written)[] };

const WRONG_LAST_SEQUENCE = [10071, 10164];

const DEFAULT_MAX_PAYLOAD = 1_048_576;
/** Room for the headers of a write, which count as well. */
const HEADERS_BYTES = 1_024;

/** How many bytes of the largest message (`max_payload`) a write leaves free. */
export const Room = {
  /** So that a flow that has grown too big can still be marked as stuck, hold some events, and be archived. */
  Ordinary: 16_384,
  /** For such a mark. */
  Marked: 8_192,
} as const;
export type Room = (typeof Room)[keyof typeof Room];

const encoder = new TextEncoder();

/** The flows' records in their buckets: reading, and writing by compare-and-set. */
export class FlowStore {
  private readonly flows: KV;
  private readonly archived: KV;
  /** The largest message that the server accepts, bytes. */
  private readonly maxPayload: number;

  private constructor(flows: KV, archived: KV, maxPayload: number) {
    this.flows = flows;
    this.archived = archived;
    this.maxPayload = maxPayload;
  }

  /** Opens declared stores. Reads go to the stream's leader, because a replica may not have the last write yet. */
  static async open(connection: NatsConnection, events: Pick<QueueConfig, "namespace" | "name">): Promise<FlowStore> {
    const kvm = new Kvm(connection);
    const names = orchestratorNames(events);
    const [flows, archived] = await Promise.all([kvm.open(names.flows), kvm.open(names.archive)]);
    return new FlowStore(flows, archived, connection.info?.max_payload ?? DEFAULT_MAX_PAYLOAD);
  }

  async load(flow: string): Promise<Loaded> {
    const entry = await this.flows.get(flow);
    return { record: recordOf(entry), revision: entry?.revision ?? 0 };
  }

  /**
   * Writes on top of `revision`, and returns the new one; null if another writer has written on top of it, or if this write was
   * stored before and its confirmation was lost. Read back to find out which.
   * @throws RecordTooBigError before anything is sent
   */
  async save(record: FlowRecord, revision: number, room: Room = Room.Ordinary): Promise<number | null> {
    const text = this.fitting(record, room);
    try {
      return await this.flows.put(record.flow, text, { previousSeq: revision });
    } catch (thrown) {
      if (isConflict(thrown)) return null;
      throw thrown;
    }
  }

  async loadArchived(flow: string): Promise<Archived | null> {
    const entry = await this.archived.get(flow);
    return entry?.operation === "PUT" ? entry.json<Archived>() : null;
  }

  /** The last writes of a flow that is not archived, oldest first: at most 64. */
  async history(flow: string): Promise<readonly Written[]> {
    const found: Written[] = [];
    for await (const entry of await this.flows.history({ key: flow })) {
      const record = recordOf(entry);
      if (record !== null) found.push({ revision: entry.revision, record });
    }
    return found;
  }

  /** All flows that are not archived, one after the other. A flow that changes meanwhile is returned in its new state. */
  async *all(): AsyncGenerator<Written> {
    const keys: string[] = [];
    for await (const key of await this.flows.keys()) keys.push(key);
    for (const key of keys) {
      const { record, revision } = await this.load(key);
      if (record !== null) yield { revision, record };
    }
  }

  /** The record as text, if the server accepts a message of that size. @throws RecordTooBigError */
  private fitting(record: FlowRecord, room: Room): string {
    const text = JSON.stringify(record);
    const most = this.maxPayload - room;
    // A UTF-16 unit takes at most three bytes of UTF-8.
    if (text.length * 3 <= most) return text;
    const bytes = encoder.encode(text).length;
    if (bytes > most) throw new RecordTooBigError(record.flow, bytes, this.maxPayload);
    return text;
  }

  /** Deletes a record that has become meaningless. False if it was written meanwhile. */
  async forget(flow: string, revision: number): Promise<boolean> {
    try {
      await this.flows.purge(flow, { previousSeq: revision });
      return true;
    } catch (thrown) {
      if (isConflict(thrown)) return false;
      throw thrown;
    }
  }

  /** Copies the record to the archive and then deletes it. False if it was written meanwhile: then it stays. */
  async archive(record: FlowRecord, revision: number): Promise<boolean> {
    const history = (await this.history(record.flow)).map(entryOf);
    await this.archived.put(record.flow, this.archiveText(record, history));
    return this.forget(record.flow, revision);
  }

  /** With as much of the latest history as there is room for. */
  private archiveText(record: FlowRecord, history: readonly HistoryEntry[]): string {
    const most = this.maxPayload - HEADERS_BYTES;
    for (let from = 0; from < history.length; from++) {
      const text = JSON.stringify({ record, history: history.slice(from) } satisfies Archived);
      if (text.length * 3 <= most || encoder.encode(text).length <= most) return text;
    }
    return JSON.stringify({ record, history: [] } satisfies Archived);
  }
}

/** The step in a flow's history that one write stands for. */
export function entryOf({ revision, record }: Written): HistoryEntry {
  const { savedAt, savedBy, status, state, version } = record;
  const refused = savedBy.refused === undefined ? {} : { refused: savedBy.refused };
  return { revision, at: savedAt, event: savedBy.event, status, state, version, ...refused };
}

function recordOf(entry: KvEntry | null): FlowRecord | null {
  return entry?.operation === "PUT" ? entry.json<FlowRecord>() : null;
}

function isConflict(thrown: unknown): boolean {
  return thrown instanceof JetStreamApiError && WRONG_LAST_SEQUENCE.includes(thrown.code);
}
