import { jetstream } from "@nats-io/jetstream";
import type { JsonValue } from "../../kernel/json.ts";
import { drawFrom } from "../../kernel/random.ts";
import type { QueueConfig } from "../../queue/names.ts";
import { DeadLetterDesk } from "../../queue/dead-letters/operations.ts";
import { editorOf, type Edit } from "../../queue/dead-letters/edit.ts";
import { groupLetters, type DeadLetter, type GroupKey, type Selection } from "../../queue/dead-letters/dead-letter.ts";
import type { Actor, ActorContext } from "../actor.ts";

export type DeskParams = { readonly queue: QueueConfig; readonly steps: readonly DeskStep[] };

/** One thing that somebody does at the desk, to the letters that fit `of`, or to all. */
export type DeskStep = {
  readonly of: Omit<Selection, "sequences">;
  /** Done so long after the step before it. */
  readonly afterMs: number | readonly [number, number];
  /** And not before so many letters have come, also those that are gone by now. */
  readonly letters?: number;
  /** But nobody waits for them longer than this. */
  readonly waitsMs: number;
} & (
  | { readonly do: "list" }
  | { readonly do: "group"; readonly by: GroupKey }
  /** `set`: values by their paths into the payload, edited before it is sent; null leaves what stands there. */
  | { readonly do: "replay"; readonly set: { readonly [path: string]: string | number | boolean | null } }
  | { readonly do: "discard"; readonly reason: string }
);

const LOOK_EVERY_MS = 100;

/**
 * Somebody who works at the desk for a queue's dead letters, step by step, and then leaves. What was done is in the
 * desk's history, not in anybody's memory: a later incarnation begins with the first step again and meets what is left.
 */
export function createDesk(context: ActorContext, params: DeskParams): Actor {
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

async function work(context: ActorContext, { queue, steps }: DeskParams, stopped: () => boolean): Promise<void> {
  const { clock, seed, name, probe, incarnation } = context;
  const desk = await DeadLetterDesk.open(jetstream(context.connection), queue, {
    by: name,
    probe,
    onPoint: (point, { job }) => probe.point(point, { job, attempt: incarnation }),
  });
  let [replayed, discarded] = [0, 0];
  for (const [n, step] of steps.entries()) {
    const until = clock.now() + step.waitsMs;
    const isMissed = async () => (await desk.arrived()) < (step.letters ?? 0);
    while (!stopped() && clock.now() < until && (await isMissed())) await clock.sleep(LOOK_EVERY_MS);
    await clock.sleep(drawFrom(seed, ["desk", name, n], step.afterMs));
    if (stopped()) return;
    if (step.do === "replay") {
      const edits = editsOf(step.set);
      const plan = await desk.plan(step.of, edits.length === 0 ? {} : { edit: editorOf(edits) });
      replayed += await desk.replay(plan);
    } else if (step.do === "discard") discarded += await desk.discard(step.of, step.reason);
    else look(context, queue.name, step, await desk.list(step.of));
  }
  probe.record({ type: "desk-left", queue: queue.name, replayed, discarded });
}

function look(
  { probe }: ActorContext,
  queue: string,
  step: Extract<DeskStep, { readonly do: "list" | "group" }>,
  found: readonly DeadLetter[],
): void {
  const count = found.length;
  const of = { ...step.of };
  if (step.do === "list") {
    const letters = found.map(({ sequence, job }) => ({ deadLetterSequence: sequence, job }));
    probe.record({ type: "dead-letters-listed", queue, of, count, letters });
  } else {
    const groups = groupLetters(found, step.by).map(({ key, jobs }) => ({ key, jobs }));
    probe.record({ type: "dead-letters-grouped", queue, of, count, by: step.by, groups });
  }
}

function editsOf(set: Extract<DeskStep, { readonly do: "replay" }>["set"]): Edit[] {
  return Object.entries(set).flatMap(([path, value]) => (value === null ? [] : [{ path, value: value as JsonValue }]));
}
