import type { JsonValue } from "../../kernel/json.ts";
import type { Probe } from "../../trace/probe.ts";
import type { Turn } from "./kit.ts";

/** Rows by their id, in memory: lost with the process. */
export class MemoryTable<Row extends { readonly id: string }> {
  private readonly rows = new Map<string, Row>();
  private readonly probe: Probe;

  constructor(probe: Probe) {
    this.probe = probe;
  }

  get(id: string): Row | undefined {
    return this.rows.get(id);
  }

  put(row: Row, turn: Turn): void {
    this.rows.set(row.id, row);
    const state = JSON.parse(JSON.stringify(row)) as JsonValue;
    this.probe.record({ type: "flow-state-saved", flow: row.id, where: "memory", revision: null, state }, turn.cause);
  }
}
