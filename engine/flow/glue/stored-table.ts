import type { KV, KvEntry } from "@nats-io/kv";
import type { JsonValue } from "../../kernel/json.ts";
import { isRefusal, Refusal } from "../../queue/api-errors.ts";
import type { Probe } from "../../trace/probe.ts";
import type { Turn } from "./kit.ts";

/** A row and the revision at which it was read: it can be changed only if nobody else has changed it meanwhile. */
export type Stored<Row> = Row & { readonly revision: number };

/** The row has changed since it was read: read it again. */
export class RowChangedError extends Error {
  override readonly name = "RowChangedError";
}

/** Rows by their id in a KV bucket: they survive the process, and each change is a compare-and-set. */
export class StoredTable<Row extends { readonly id: string }> {
  private readonly bucket: KV;
  private readonly probe: Probe;

  constructor(bucket: KV, probe: Probe) {
    this.bucket = bucket;
    this.probe = probe;
  }

  async get(id: string): Promise<Stored<Row> | undefined> {
    const entry = await this.bucket.get(id);
    return entry === null || entry.operation !== "PUT" ? undefined : read<Row>(entry);
  }

  /** Creates the row, or changes it if it has a revision. @throws RowChangedError if that revision is not the last. */
  async put(row: Row | Stored<Row>, turn: Turn): Promise<Stored<Row>> {
    const { revision: known, ...state } = row as Row & { readonly revision?: number };
    const data = JSON.stringify(state);
    const revision = await this.write(row.id, data, known ?? null);
    this.probe.record(
      { type: "flow-state-saved", flow: row.id, where: "store", revision, state: JSON.parse(data) as JsonValue },
      turn.cause,
    );
    return { ...row, revision };
  }

  private async write(id: string, data: string, known: number | null): Promise<number> {
    try {
      return known === null ? await this.bucket.create(id, data) : await this.bucket.update(id, data, known);
    } catch (thrown) {
      if (!isRefusal(thrown, Refusal.WrongLastSequence)) throw thrown;
      return this.revisionIfOurs(id, data);
    }
  }

  /** If the confirmation of a write is lost, its repetition is refused. The stored value then tells whose write it was. */
  private async revisionIfOurs(id: string, data: string): Promise<number> {
    const entry = await this.bucket.get(id);
    if (entry !== null && entry.string() === data) return entry.revision;
    throw new RowChangedError(`${id} has changed since it was read`);
  }
}

function read<Row>(entry: KvEntry): Stored<Row> {
  return { ...entry.json<Row>(), revision: entry.revision };
}
