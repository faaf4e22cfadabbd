import type { Job, RunContext } from "../../queue/received-job.ts";
import type { EventBody } from "../../trace/events.ts";
import type { EventId } from "../../trace/event.ts";
import { decide, giveUp } from "./core/decide.ts";
import type { Moment, Note } from "./core/draft.ts";
import type { Decision } from "./core/parking.ts";
import { isRetold } from "./core/retell.ts";
import { NoSuchFlowError } from "./errors.ts";
import type { FlowRecord, Incoming } from "./record.ts";
import type { Registry } from "./registry.ts";
import { type Outlet, sendAnswer, sendDecided } from "./send-decided.ts";
import type { ServerTime } from "../../queue/server-time.ts";
import { readable } from "./state-view.ts";
import type { FlowStore, Loaded } from "./store.ts";

export type EventContext = Outlet & {
  readonly registry: Registry;
  readonly store: Pick<FlowStore, "load" | "save" | "loadArchived">;
  readonly time: ServerTime;
  /** Unlike any other's that writes to these flows. */
  readonly writer: string;
};

/** More writers than this at one flow at one time, or a server that does not answer: let the event come again. */
const SAVES = 10;

/** What somebody says to a flow may overtake its start: several are handled at once. So often it is held back. */
const EARLY_TRIES = 5;

type Told = { readonly record: FlowRecord; readonly notes: readonly Note[] };

/**
 * One turn of the loop: look up the record, decide, store, send. The ack is the worker's and follows. `limit` is how many
 * deliveries may be spent on it (null: any number); after that its flow is stuck and holds it.
 * @throws what the server or the client reports: the event is delivered again.
 */
export async function processEvent(
  context: EventContext,
  incoming: Incoming,
  job: Job,
  run: RunContext,
  limit: number | null,
): Promise<void> {
  const scope = { job: job.id, attempt: job.attempt };
  let tried: Told | null = null;
  for (let n = 1; n <= SAVES; n++) {
    await context.probe.point("before-load", scope);
    const loaded = await context.store.load(incoming.flow);
    if (tried !== null && isMyWrite(tried.record, loaded)) {
      // The write had won, and only its answer was lost.
      await afterSave(context, tried, loaded.revision, incoming, job, run);
      return;
    }
    const moment = { base: loaded.revision, now: await context.time.now(), writer: context.writer };
    const decision = await decideOn(context, loaded, incoming, moment, job, run, limit);
    if (decision === null) return;
    if (decision.kind === "drop") {
      await afterDrop(context, decision.notes, loaded, incoming, job, run);
      return;
    }
    tried = decision;
    await context.probe.point("before-save", scope);
    const revision = await saveOrNull(context, decision.record, loaded.revision);
    if (revision === null) continue;
    await afterSave(context, decision, revision, incoming, job, run);
    return;
  }
  throw new Error(`${incoming.flow} could not be saved in ${SAVES} tries`);
}

function isSaid({ kind }: Incoming): boolean {
  return kind === "signal" || kind === "resume";
}

/** Null when it is settled: the flow is archived, and who asked has been answered from there. */
async function decideOn(
  context: EventContext,
  { record }: Loaded,
  incoming: Incoming,
  moment: Moment,
  job: Job,
  run: RunContext,
  limit: number | null,
): Promise<Decision | null> {
  const { registry } = context;
  if (record === null && incoming.kind === "start" && (await answerFromArchive(context, incoming, job, run)))
    return null;
  if (record === null && isSaid(incoming) && job.attempt < EARLY_TRIES) throw new NoSuchFlowError(incoming.flow);
  if (limit !== null && job.attempt > limit) {
    const reason = `its event ${job.id} was given up after ${limit} deliveries that nobody finished`;
    return giveUp(registry, record, incoming, moment, reason);
  }
  return decide(registry, record, incoming, moment);
}

async function answerFromArchive(
  context: EventContext,
  incoming: Extract<Incoming, { kind: "start" }>,
  job: Job,
  run: RunContext,
): Promise<boolean> {
  const archived = await context.store.loadArchived(incoming.flow);
  if (archived === null) return false;
  const reason = "the flow has ended and is archived";
  context.probe.record({ type: "flow-event-dropped", flow: incoming.flow, event: "start", reason }, run.cause);
  if (incoming.asker) {
    const sending = { attempt: job.attempt, cause: run.cause };
    await sendAnswer(context, incoming.asker, archived.record.output, `${incoming.flow}:archived:${job.id}`, sending);
  }
  return true;
}

/** The new revision; null when it is not known to be stored: read back. */
async function saveOrNull(context: EventContext, record: FlowRecord, base: number): Promise<number | null> {
  try {
    return await context.store.save(record, base);
  } catch {
    // Whatever it was, the record tells who has won. If the server is gone for good, reading says so.
    return null;
  }
}

function isMyWrite(mine: FlowRecord, { record }: Loaded): boolean {
  const [a, b] = [mine.savedBy, record?.savedBy];
  return b !== undefined && a.event === b.event && a.base === b.base && a.writer === b.writer;
}

/** The event changes nothing; but what it decided in an earlier delivery may not have been sent. */
async function afterDrop(
  context: EventContext,
  notes: readonly Note[],
  { record, revision }: Loaded,
  incoming: Incoming,
  job: Job,
  run: RunContext,
): Promise<void> {
  const causes = recordNotes(context, notes, run.cause);
  if (record === null) return;
  if (record.savedBy.event === incoming.id && isRetold(record, context)) tellState(context, record, revision, run);
  await send(context, record, causes, incoming, job, run);
}

async function afterSave(
  context: EventContext,
  saved: Told,
  revision: number,
  incoming: Incoming,
  job: Job,
  run: RunContext,
): Promise<void> {
  const causes = tell(context, saved, revision, run);
  await context.probe.point("after-save", { job: job.id, attempt: job.attempt });
  await send(context, saved.record, causes, incoming, job, run);
}

function send(
  context: EventContext,
  record: FlowRecord,
  causes: ReadonlyMap<string, EventId>,
  incoming: Incoming,
  job: Job,
  run: RunContext,
): Promise<void> {
  return sendDecided(context, record, { event: incoming.id, attempt: job.attempt, cause: run.cause, causes });
}

/** Records what is true since the write. */
function tell(
  context: EventContext,
  { record, notes }: Told,
  revision: number,
  run: RunContext,
): ReadonlyMap<string, EventId> {
  const causes = recordNotes(context, notes, run.cause);
  tellState(context, record, revision, run);
  return causes;
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
