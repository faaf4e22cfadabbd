import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { FlowRecord } from "./record.ts";

/** A flow's record for people: where it is, what it waits for, and what it still has to send. */
export function readable(record: FlowRecord, toClock: (unixMs: number) => number): JsonObject {
  const { snapshot, pending, deadlines, outbox, parked } = record;
  const value: JsonValue = snapshot?.["value"] ?? null;
  const context: JsonValue = snapshot?.["context"] ?? null;
  return {
    version: record.version,
    value,
    context,
    pending: pending.map(({ step, tries }) => ({ step, try: tries })),
    deadlines: deadlines.map(({ name, due }) => ({ name, due: toClock(due) })),
    outbox: outbox.map((entry) =>
      entry.kind === "command" ? entry.job : `${entry.kind} ${"name" in entry ? entry.name : entry.requester.job}`,
    ),
    ...(parked.length === 0 ? {} : { parked: parked.map(({ id }) => id) }),
  };
}
