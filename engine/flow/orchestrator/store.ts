import { JetStreamApiError } from "@nats-io/jetstream";
import { type KV, type KvEntry, Kvm } from "@nats-io/kv";
import type { NatsConnection } from "@nats-io/nats-core";
import type { JsonValue } from "../../kernel/json.ts";
import type { QueueConfig } from "../../queue/config.ts";
import { orchestratorNames } from "./names.ts";
import type { FlowRecord } from "./record.ts";

/** A record and the revision that it was read at. */
export type Loaded = {
  readonly record: FlowRecord | null;
  /** What the next write must be on top of; 0 for a key that never was. */
  readonly revision: number;
};

/** One write of a flow, as its history keeps it. */
export type Written = { readonly revision: number; readonly record: FlowRecord };

/** An archived flow: its last record, and what was left of its history. */
export type Archived = { readonly record: FlowRecord; readonly history: readonly Written[] };

const WRONG_LAST_SEQUENCE = [10071, 10164];

/** The flows' records in their buckets: reading, and writing by compare-and-set. */
export class FlowStore {
  private readonly flows: KV;
  private readonly archived: KV;

  private constructor(flows: KV, archived: KV) {
    this.flows = flows;
    this.archived = archived;
  }

  /** Opens stores that have been declared. Reads go to the stream's leader: a replica may not have heard of a write yet. */
  static async open(connection: NatsConnection, events: Pick<QueueConfig, "namespace" | "name">): Promise<FlowStore> {
    const kvm = new Kvm(connection);
    const names = orchestratorNames(events);
    const [flows, archived] = await Promise.all([kvm.open(names.flows), kvm.open(names.archive)]);
    return new FlowStore(flows, archived);
  }

  async load(flow: string): Promise<Loaded> {
    const entry = await this.flows.get(flow);
    return { record: recordOf(entry), revision: entry?.revision ?? 0 };
  }

  /**
   * Writes on top of `revision`, and answers with the new one; null when somebody else has written on top of it, or this
   * very write has been stored before and its answer was lost. Read back to find out which.
   */
  async save(record: FlowRecord, revision: number): Promise<number | null> {
    try {
      return await this.flows.put(record.flow, JSON.stringify(record), { previousSeq: revision });
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

  /** All flows that are not archived, one after the other; a flow that changes meanwhile is told as it is then. */
  async *all(): AsyncGenerator<Written> {
    const keys: string[] = [];
    for await (const key of await this.flows.keys()) keys.push(key);
    for (const key of keys) {
      const { record, revision } = await this.load(key);
      if (record !== null) yield { revision, record };
    }
  }

  /** Copies it to the archive and then removes it. False when it was written meanwhile: then it stays. */
  async archive(record: FlowRecord, revision: number): Promise<boolean> {
    const value: Archived = { record, history: await this.history(record.flow) };
    await this.archived.put(record.flow, JSON.stringify(value satisfies Archived as unknown as JsonValue));
    try {
      await this.flows.purge(record.flow, { previousSeq: revision });
      return true;
    } catch (thrown) {
      if (isConflict(thrown)) return false;
      throw thrown;
    }
  }
}

function recordOf(entry: KvEntry | null): FlowRecord | null {
  return entry?.operation === "PUT" ? entry.json<FlowRecord>() : null;
}

function isConflict(thrown: unknown): boolean {
  return thrown instanceof JetStreamApiError && WRONG_LAST_SEQUENCE.includes(thrown.code);
}
