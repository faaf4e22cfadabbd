import type { RunContext } from "../../queue/work/received-job.ts";
import type { EventId } from "../../trace/event.ts";
import type { EventBody } from "../../trace/events.ts";
import type { Note } from "./core/draft.ts";
import { isRetold } from "./core/retell.ts";
import type { EventContext, Turn } from "./process-event.ts";
import type { FlowRecord } from "./record.ts";
import { sendDecided } from "./send-decided.ts";
import { readable } from "./state-view.ts";
import type { Loaded } from "./store.ts";

export type Told = { readonly record: FlowRecord; readonly notes: readonly Note[] };

export function isMyWrite(mine: FlowRecord, { record }: Loaded): boolean {
  const [a, b] = [mine.savedBy, record?.savedBy];
  return b !== undefined && a.event === b.event && a.base === b.base && a.writer === b.writer;
}

/** The event changes nothing; but what it decided in an earlier delivery may not have been sent. */
export async function afterDrop(turn: Turn, notes: readonly Note[], { record, revision }: Loaded): Promise<void> {
  const { context, incoming, run } = turn;
  const causes = recordNotes(context, notes, run.cause);
  if (record === null) return;
  if (record.savedBy.event === incoming.id && isRetold(record, context)) tellState(context, record, revision, run);
  await send(turn, record, causes);
}

/** Records in the trace what is true since the write, and sends what it decided. */
export async function afterSave(turn: Turn, { record, notes }: Told, revision: number): Promise<void> {
  const { context, job, run } = turn;
  const causes = recordNotes(context, notes, run.cause);
  tellState(context, record, revision, run);
  await context.probe.point("after-save", { job: job.id, attempt: job.attempt });
  await send(turn, record, causes);
}

function send(
  { context, incoming, job, run }: Turn,
  record: FlowRecord,
  causes: ReadonlyMap<string, EventId>,
): Promise<void> {
  return sendDecided(context, record, { event: incoming.id, attempt: job.attempt, cause: run.cause, causes });
}

function tellState({ time, probe }: EventContext, record: FlowRecord, revision: number, run: RunContext): void {
  const state = readable(record, (unixMs) => time.toClock(unixMs));
  probe.record({ type: "flow-state-saved", flow: record.flow, where: "store", revision, state }, run.cause);
}

function recordNotes(context: EventContext, notes: readonly Note[], cause: EventId): ReadonlyMap<string, EventId> {
  const causes = new Map<string, EventId>();
  for (const { body, token } of notes) {
    const id = context.probe.record(localized(context, body), cause);
    if (token !== null) causes.set(token, id);
  }
  return causes;
}

/** With the run's time, and the name of the queue that replies come to. */
function localized({ time, replyTo }: EventContext, body: EventBody): EventBody {
  if (body.type === "timer-set") return { ...body, due: time.toClock(body.due) };
  return "replyTo" in body ? { ...body, replyTo } : body;
}
