import { z } from "zod";
import { DeadCause } from "../../queue/dead-letters/dead-cause.ts";
import { idText, jobText, jsonScalar, millis, positive, range } from "../fields.ts";
import { jetstream } from "@nats-io/jetstream";
import type { JsonValue } from "../../kernel/json.ts";
import { drawFrom } from "../../kernel/random.ts";
import type { QueueConfig } from "../../queue/names.ts";
import { DlqOperations } from "../../queue/dead-letters/operations.ts";
import { editorOf, type Edit } from "../../queue/dead-letters/edit.ts";
import { groupDeadLetters, type DeadLetter } from "../../queue/dead-letters/dead-letter.ts";
import type { Actor, ActorContext } from "../actor.ts";

const selectionSchema = z
  .strictObject({
    job: jobText.exactOptional(),
    cause: z.enum(DeadCause).exactOptional(),
    attempts: positive.exactOptional(),
    error: z.string().min(1).exactOptional().describe("Numbers in it are ignored: one error for all orders."),
  })
  .describe("The dead letters that match all of it; without it, all dead letters.");

const common = {
  of: selectionSchema.default({}),
  afterMs: range.default(1_000).describe("The time after the step before it."),
  deadLetters: positive
    .exactOptional()
    .describe("Waits for this number of dead letters, counting those that have left since."),
  waitsMs: millis.default(15_000).describe("The longest wait for dead letters."),
};

export const GROUP_KEYS = ["cause", "attempts", "error", "job"] as const;

const stepSchema = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("list").describe("Lists the dead letters without consuming them."), ...common }),
  z.strictObject({ do: z.literal("group"), by: z.enum(GROUP_KEYS).default("error"), ...common }),
  z.strictObject({
    do: z.literal("replay").describe("Sends them to their queue again."),
    ...common,
    set: z
      .record(z.string().min(1), jsonScalar)
      .default({})
      .describe(
        "Edits of the payload before it is sent: paths into it and their values; null leaves the value unchanged.",
      ),
  }),
  z.strictObject({
    do: z.literal("discard").describe("Deletes them for good, with a copy in the operator's history."),
    ...common,
    reason: z.string().regex(/\S/, { error: "a reason" }),
  }),
]);

export const operatorSchema = z.strictObject({
  name: idText.describe("The operator's name."),
  queue: idText.describe("The queue whose dead letters it handles."),
  steps: z.array(stepSchema).min(1),
  restartAfterMs: millis
    .nullable()
    .default(3_000)
    .describe("An operator that is started again after a crash begins with the first step; null: it is never started."),
});

type OperatorStep = z.output<typeof stepSchema>;
export type OperatorParams = { readonly queue: QueueConfig; readonly steps: readonly OperatorStep[] };

const LOOK_EVERY_MS = 100;

/**
 * A person who works on a queue's dead letters, step by step, and then leaves. What was done is stored in the operator's
 * history, not in the process: a later incarnation begins with the first step again and finds what is left.
 */
export function createOperator(context: ActorContext, params: OperatorParams): Actor {
  let stopping = false;
  const ended = work(context, params, () => stopping);
  return {
    stop() {
      stopping = true;
      return Promise.resolve();
    },
    ended,
  };
}

async function work(context: ActorContext, { queue, steps }: OperatorParams, stopped: () => boolean): Promise<void> {
  const { clock, seed, name, probe, incarnation } = context;
  const operator = await DlqOperations.open(jetstream(context.connection), queue, {
    by: name,
    probe,
    onPoint: (point, { job }) => probe.point(point, { job, attempt: incarnation }),
  });
  let [replayed, discarded] = [0, 0];
  for (const [n, step] of steps.entries()) {
    const until = clock.now() + step.waitsMs;
    const isMissed = async () => (await operator.arrived()) < (step.deadLetters ?? 0);
    while (!stopped() && clock.now() < until && (await isMissed())) await clock.sleep(LOOK_EVERY_MS);
    await clock.sleep(drawFrom(seed, ["operator", name, n], step.afterMs));
    if (stopped()) return;
    if (step.do === "replay") {
      const edits = editsOf(step.set);
      const plan = await operator.plan(step.of, edits.length === 0 ? {} : { edit: editorOf(edits) });
      replayed += await operator.replay(plan);
    } else if (step.do === "discard") discarded += await operator.discard(step.of, step.reason);
    else look(context, queue.name, step, await operator.list(step.of));
  }
  probe.record({ type: "operator-finished", queue: queue.name, replayed, discarded });
}

function look(
  { probe }: ActorContext,
  queue: string,
  step: Extract<OperatorStep, { readonly do: "list" | "group" }>,
  found: readonly DeadLetter[],
): void {
  const count = found.length;
  const of = { ...step.of };
  if (step.do === "list") {
    const deadLetters = found.map(({ sequence, job }) => ({ deadLetterSequence: sequence, job }));
    probe.record({ type: "dead-letters-listed", queue, of, count, deadLetters });
  } else {
    const groups = groupDeadLetters(found, step.by).map(({ key, jobs }) => ({ key, jobs }));
    probe.record({ type: "dead-letters-grouped", queue, of, count, by: step.by, groups });
  }
}

function editsOf(set: Extract<OperatorStep, { readonly do: "replay" }>["set"]): Edit[] {
  return Object.entries(set).flatMap(([path, value]) => (value === null ? [] : [{ path, value: value as JsonValue }]));
}
