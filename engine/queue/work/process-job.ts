import { BadInputError } from "../../kernel/errors.ts";
import type { JsonValue } from "../../kernel/json.ts";
import { thrownText } from "../../kernel/thrown-text.ts";
import type { EventId } from "../../trace/event.ts";
import { formatCount } from "../../trace/format.ts";
import { isWritten, judge, type Verdict } from "./attempt-count.ts";
import { NOTHING, type Seen } from "./attempts.ts";
import { DeadCause } from "../dead-letters/dead-cause.ts";
import { deadLetter, type FinishContext, onFailure, onSuccess } from "./finish-job.ts";
import { forgetParent } from "../features/dependency-record.ts";
import { takeToken } from "../features/fencing.ts";
import { isAwaited, tellEnd } from "./job-end.ts";
import { Run } from "./job-run.ts";
import { rulesFor, type RulesInForce } from "../send/job-rules.ts";
import { decodeJob, type Held, type JobHandler } from "./received-job.ts";
import type { ServerTime } from "../server-time.ts";
import { checkStorable } from "../storable.ts";

export type ProcessContext = FinishContext & {
  readonly handler: JobHandler;
  /**
   * Whether attempts are counted as runs or as deliveries. Both are the same if workers begin every job as soon as they get it.
   */
  readonly countRuns: boolean;
  /** Resolves to true when no other job runs and none will until this one ends; to false if the worker stops before. */
  readonly alone: (held: Held, cause: EventId) => Promise<boolean>;
  /** Whether the worker never runs two jobs at once. */
  readonly isAlwaysAlone: boolean;
  /** The interval at which a running job's visibility timeout is extended automatically; null: never. */
  readonly heartbeatMs: number | null;
  readonly timeoutMs: number | null;
  /** The server's clock, for time stamps of what is stored. */
  readonly serverTime: ServerTime;
};

/** The result of processing a job. `not-begun`: the worker is stopping, so the job must be handed back. */
export type Processed = "ended" | "not-begun";

/**
 * Processes one delivered job to its end: done, delayed for a retry, or dead-lettered.
 * @throws the error of a step of the engine's own; `held.step` names the step
 */
export async function processJob(context: ProcessContext, held: Held, cause: EventId): Promise<Processed> {
  const { attempt: deliveries } = held.delivery;
  held.step = "move the job to the dead letters";
  const rules = readRules(context, held);
  if (rules instanceof BadInputError) {
    const why = { cause: DeadCause.Unreadable, reason: thrownText(rules), attempts: deliveries };
    await deadLetter(context, held, why, cause);
    return "ended";
  }
  const limit = context.queue.deadLetters === false ? null : rules.maxAttempts;
  held.step = "look up how often the job has run";
  const seen = context.countRuns && deliveries > 1 ? await context.attempts.read(held) : NOTHING;
  const verdict = asCounted(context, held, limit, seen) ?? (await whenSpent(context, held));
  if (verdict.kind === "give-up") {
    held.step = "move the job to the dead letters";
    const runs = context.countRuns
      ? formatCount(verdict.runs, "run")
      : formatCount(verdict.runs, "delivery", "deliveries");
    const reason = `given up after ${runs} that nobody finished`;
    await deadLetter(context, held, { cause: DeadCause.Unfinished, reason, attempts: verdict.runs }, cause);
    return "ended";
  }
  held.step = "end the job whose time is over";
  if (rules.ttlMs !== null && (await isOver(context, held, rules.ttlMs, cause))) return "ended";
  const isAlone = verdict.kind === "run-alone";
  if (isAlone && !(await context.alone(held, cause))) return "not-begun";
  if (isAlone || (context.countRuns && isWritten(deliveries, limit))) {
    held.step = "count the run";
    await context.attempts.begin(held, isAlone || context.isAlwaysAlone, seen);
  }
  await runHandler(context, held, rules, verdict.attempt, cause);
  return "ended";
}

/** Null if all attempts are used up; for a queue where each delivery is an attempt. */
function asCounted(
  { countRuns }: ProcessContext,
  { delivery }: Held,
  limit: number | null,
  seen: Seen,
): Verdict | null {
  if (countRuns) return judge(seen.entry, delivery.attempt, limit);
  const isSpent = limit !== null && delivery.attempt > limit;
  return isSpent ? null : { kind: "run", attempt: delivery.attempt };
}

/** A worker that never runs two jobs at once gave each run the worker to itself. */
async function whenSpent({ attempts, isAlwaysAlone }: ProcessContext, held: Held): Promise<Verdict> {
  const { attempt } = held.delivery;
  if (isAlwaysAlone || (await attempts.read(held)).entry.alone) return { kind: "give-up", runs: attempt - 1 };
  return { kind: "run-alone", attempt };
}

async function runHandler(
  context: ProcessContext,
  held: Held,
  rules: RulesInForce,
  attempt: number,
  cause: EventId,
): Promise<void> {
  const { probe, results } = context;
  held.step = "take a fencing token";
  const token = context.queue.fencing === true ? await takeToken(context.js, context.queue) : null;
  const fence = token === null ? {} : { token };
  const started = probe.record({ type: "job-started", ...held.delivery, ...fence }, cause);
  held.step = "store the job's state";
  if (results !== null) await results.report({ ...held.delivery, attempt }, { state: "running" });
  const onProgress = async (progress: JsonValue) => {
    if (results === null) return;
    checkStorable(progress, `the progress of job ${held.delivery.job}`, results.mostBytes);
    await results.report({ ...held.delivery, attempt }, { state: "running", progress });
  };
  const attempts = () => (context.countRuns ? Promise.resolve(attempt) : context.attempts.notHandedBack(held));
  const run = new Run({ ...context, held, cause: started, token, onProgress, attempts });
  held.run = run;
  let returned: Awaited<ReturnType<JobHandler>>;
  try {
    const running = context.handler(decodeJob(held, attempt), run.context);
    returned = await (context.timeoutMs === null ? running : run.within(running));
  } catch (thrown) {
    // `stop` has handed the job back: another worker may have it.
    if (run.isOver && thrown !== run.timedOut) return;
    run.end();
    await onFailure(context, held, rules, attempt, thrown, started);
    return;
  }
  if (run.isOver) return;
  run.end();
  await onSuccess(context, held, rules, attempt, returned, started);
}

/** If the job's rules cannot be read, the caller dead-letters the job instead of guessing. */
function readRules({ queue }: ProcessContext, { message }: Held): RulesInForce | BadInputError {
  try {
    return rulesFor(queue, (name) => message.headers?.get(name) || null);
  } catch (thrown) {
    if (thrown instanceof BadInputError) return thrown;
    throw thrown;
  }
}

/** Whether the job's time to live has passed; it is then acknowledged without being done. */
async function isOver(context: ProcessContext, held: Held, ttlMs: number, cause: EventId): Promise<boolean> {
  const { serverTime, probe } = context;
  const { message, delivery } = held;
  const storedAt = Number(message.timestampNanos / NANOS_PER_MS);
  if ((await serverTime.now()) < storedAt + ttlMs) return false;
  const { queue, job, attempt } = delivery;
  const deadline = serverTime.toClock(storedAt + ttlMs);
  const expired = probe.record({ type: "job-expired", queue, job, attempt, deadline }, cause);
  if (isAwaited(context, held, "expired")) await tellEnd(context, held, { state: "expired" }, expired);
  if (context.queue.dependencies === true) await forgetParent(context.js, context.queue, job);
  await context.confirm(message);
  probe.record({ type: "job-acked", ...delivery }, expired);
  return true;
}

const NANOS_PER_MS = 1_000_000n;
