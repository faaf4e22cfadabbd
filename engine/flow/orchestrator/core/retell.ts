import type { FlowRecord, Incoming } from "../record.ts";
import type { Moment, Note } from "./draft.ts";
import { dropped } from "./notes.ts";

/**
 * An event was handled before: what it decided is sent again. If another process handled it, that process may have crashed
 * before it recorded its decisions in the trace; so those that still stand are recorded again. The trace then has them once or
 * twice, but not never.
 */
export function handledAgain(record: FlowRecord, incoming: Incoming, moment: Moment): Note[] {
  const note = dropped(incoming, "handled already: what it decided is sent again");
  return isRetold(record, moment) ? [note, ...standing(record, incoming)] : [note];
}

/** Whether the last write was another process's. */
export function isRetold({ savedBy }: FlowRecord, { writer }: Pick<Moment, "writer">): boolean {
  return savedBy.writer !== writer;
}

function standing(record: FlowRecord, { id, kind }: Incoming): Note[] {
  const { flow, outbox, deadlines, outcome, savedBy } = record;
  const notes: Note[] = [];
  if (kind === "start") notes.push({ body: { type: "flow-started", flow, design: "orchestrated" }, token: null });
  for (const entry of outbox) {
    if (entry.by !== id || entry.kind !== "command") continue;
    const { step, queue, job, token } = entry;
    notes.push({ body: { type: "step-commanded", flow, step, try: entry.try, queue, job }, token });
  }
  for (const { by, name, due, token } of deadlines) {
    if (by === id) notes.push({ body: { type: "timer-set", flow, timer: name, where: "store", due }, token });
  }
  if (outcome !== null && savedBy.event === id)
    notes.push({ body: { type: "flow-ended", flow, outcome }, token: null });
  return notes;
}
