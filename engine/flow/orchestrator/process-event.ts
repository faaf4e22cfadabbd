import type { Clock } from "../../clock/clock.ts";
import { errorText } from "../../kernel/errors.ts";
import { drawInt } from "../../kernel/random.ts";
import { UnrecoverableError } from "../../queue/errors.ts";
import type { Job, RunContext } from "../../queue/work/received-job.ts";
import type { ServerTime } from "../../queue/server-time.ts";
import { formatCount } from "../../trace/format.ts";
import { decide, giveUp, whyOtherFlow } from "./core/decide.ts";
import type { Moment } from "./core/draft.ts";
import { type Decision, later, refuse, soon } from "./core/parking.ts";
import { deadlineOf } from "./core/take.ts";
import { untilKnown } from "./core/unknown.ts";
import { UnknownVersionError } from "./errors.ts";
import { FlowHeader } from "./headers.ts";
import { holdBack } from "./hold.ts";
import type { Incoming } from "./record.ts";
import type { Registry } from "./registry.ts";
import { saveFitting } from "./save-fitting.ts";
import { type Outlet, sendAnswer } from "./send-decided.ts";
import type { FlowStore, Loaded } from "./store.ts";
import type { StoredEvents } from "./stored-events.ts";
import { afterDrop, afterSave, isMyWrite, type Told } from "./tell.ts";

export type EventContext = Outlet & {
  readonly registry: Registry;
  readonly store: Pick<FlowStore, "load" | "save" | "loadArchived" | "forget">;
  readonly stored: Pick<StoredEvents, "before">;
  readonly clock: Clock;
  readonly time: ServerTime;
  /** Unique among all writers of these flows. */
  readonly writer: string;
};

/** One delivery of an event, while it is being handled. */
export type Turn = {
  readonly context: EventContext;
  readonly incoming: Incoming;
  readonly job: Job;
  readonly run: RunContext;
};

/** After this number of unanswered writes in a row, the event is left to be redelivered. */
const UNANSWERED_SAVES = 10;

/**
 * From this number of lost writes on there is a pause before the next, and the visibility timeout is extended from time to
 * time.
 */
const PAUSES_FROM = 3;
const LONGEST_PAUSE_MS = 100;
const EXTENDS_EVERY = 16;

/**
 * Handles one event; the worker then acknowledges it. `limit`: how many deliveries it may use (null: any number). If the last
 * one fails, or if one more delivery shows that none of them ended, the flow becomes stuck and holds the event.
 * @throws UnrecoverableError for an event that no flow can hold: it is dead-lettered.
 * @throws errors of the server or the client: the event is delivered again.
 */
export async function processEvent(turn: Turn, limit: number | null): Promise<void> {
  const { job, run } = turn;
  // The look-up is needed only beyond the limit: deliveries that were handed back do not count.
  if (limit !== null && job.attempt > limit && (await run.attempts()) > limit) {
    await handle(turn, `its event ${job.id} was given up after ${deliveries(limit)} that nobody finished`);
    return;
  }
  try {
    await handle(turn, null);
  } catch (thrown) {
    if (thrown instanceof UnrecoverableError || limit === null || job.attempt < limit) throw thrown;
    if ((await run.attempts()) < limit) throw thrown;
    await handle(turn, `its event ${job.id} could not be handled in ${deliveries(limit)}: ${errorText(thrown)}`);
  }
}

/** Reads the record, decides, stores and sends. Reads again if another writer was faster (which is not a failure). */
async function handle(turn: Turn, givenUp: string | null): Promise<void> {
  const { context, incoming } = turn;
  const scope = { job: turn.job.id, attempt: turn.job.attempt };
  let tried: Told | null = null;
  let unanswered = 0;
  for (let lost = 0; ; lost++) {
    if (lost >= PAUSES_FROM) await pause(turn, lost);
    await context.probe.point("before-load", scope);
    const loaded = await context.store.load(incoming.flow);
    if (tried !== null && isMyWrite(tried.record, loaded)) {
      // The write had succeeded, and only its confirmation was lost.
      await afterSave(turn, tried, loaded.revision);
      return;
    }
    const moment = { base: loaded.revision, now: await context.time.now(), writer: context.writer };
    const decision = await decideOn(turn, loaded, moment, givenUp);
    if (!("told" in decision) && decision.kind !== "save") {
      if (await doWithoutWriting(turn, decision, loaded)) return;
      continue;
    }
    if ("told" in decision && decision.told === null) return finish(turn, decision);
    await context.probe.point("before-save", scope);
    const saved = await saveFitting(turn, decision, loaded, moment);
    if (saved.told === null) return finish(turn, saved.decision);
    tried = saved.told;
    if (saved.revision !== null) {
      await afterSave(turn, saved.told, saved.revision);
      return finish(turn, saved.decision);
    }
    if (saved.error !== null && ++unanswered >= UNANSWERED_SAVES) throw saved.error;
  }
}

async function decideOn(turn: Turn, loaded: Loaded, moment: Moment, givenUp: string | null): Promise<Decision> {
  const { context, incoming } = turn;
  const { record } = loaded;
  try {
    if (record === null) {
      const archived = await decideOnArchived(turn);
      if (archived !== null) return archived;
    }
    if (givenUp !== null) return giveUp(context.registry, record, incoming, moment, givenUp);
    if (record !== null && incoming.kind === "deadline") {
      const deadline = deadlineOf(record, incoming.token);
      const first = deadline === undefined ? null : await context.stored.before(record, deadline);
      if (first?.isHeld === true) return later(`${first.event} is delayed and goes first`);
      if (first !== null) return soon(`${first.event} is stored already and goes first`);
    }
    return decide(context.registry, record, incoming, moment, heldBefore(turn));
  } catch (thrown) {
    // An unknown version is not a failure of the event: another orchestrator may know it.
    if (!(thrown instanceof UnknownVersionError)) throw thrown;
    const reason = errorText(thrown);
    return record === null ? later(reason) : untilKnown(record, incoming, moment, heldBefore(turn), reason);
  }
}

/** Null if the flow is not archived. */
async function decideOnArchived({ context, incoming }: Turn): Promise<Decision | null> {
  if (incoming.kind !== "start" && incoming.kind !== "signal") return null;
  const archived = await context.store.loadArchived(incoming.flow);
  if (archived === null) return null;
  const { record } = archived;
  const other = incoming.kind === "start" ? whyOtherFlow(record, incoming) : null;
  if (other !== null) return refuse(other);
  if (incoming.kind === "start" && incoming.requester) {
    return { kind: "answer", requester: incoming.requester, output: record.output };
  }
  const reason = "the flow has ended and is archived";
  const event = incoming.kind === "start" ? "start" : incoming.event.type;
  return {
    kind: "drop",
    notes: [{ body: { type: "flow-event-dropped", flow: incoming.flow, event, reason }, token: null }],
  };
}

type Unwritten = Extract<Decision, { readonly kind: "drop" | "answer" | "forget" }>;

/** False if another writer has written meanwhile. */
async function doWithoutWriting(turn: Turn, decision: Unwritten, loaded: Loaded): Promise<boolean> {
  const { context, incoming, job, run } = turn;
  switch (decision.kind) {
    case "drop":
      await afterDrop(turn, decision.notes, loaded);
      return true;
    case "answer": {
      const { requester, output } = decision;
      // Once per requesting message, however often that is delivered.
      const token = `${incoming.flow}:asked:${requester.message ?? requester.job}`;
      await sendAnswer(context, requester, output, token, { attempt: job.attempt, cause: run.cause });
      return true;
    }
    case "forget":
      if (!(await context.store.forget(incoming.flow, loaded.revision))) return false;
      await afterDrop(turn, decision.notes, { record: null, revision: 0 });
      context.probe.record({ type: "flow-forgotten", flow: incoming.flow, where: "store" }, run.cause);
      return true;
  }
}

/** The remaining work once the record, if any, is stored. */
async function finish(turn: Turn, decision: Decision): Promise<void> {
  if (decision.kind === "later") {
    await holdBack(turn, decision, heldBefore(turn));
  }
  if (decision.kind === "refuse") throw new UnrecoverableError(decision.reason);
}

/** How often the event was delayed before. */
function heldBefore({ job }: Turn): number {
  return Number(job.header(FlowHeader.Held) ?? 0);
}

/** Several writers compete for this flow, and another one has won each time: a random pause separates them. */
async function pause({ context, incoming, run }: Turn, lost: number): Promise<void> {
  if (lost % EXTENDS_EVERY === 0) await run.progress();
  const longest = Math.min(LONGEST_PAUSE_MS, 2 ** lost);
  await context.clock.sleep(drawInt(0, ["lost write", incoming.id, lost], 0, longest));
}

function deliveries(count: number): string {
  return formatCount(count, "delivery", "deliveries");
}
