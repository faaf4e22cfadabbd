import type { QueueFacts } from "./read.ts";
import type { QueueSpan } from "./spans.ts";
import type { DeadLetterFacts } from "../dead-letters/read.ts";
import { deadLettersAt } from "../dead-letters/stage.ts";
import { serversAt } from "../server/stage.ts";
import { queueNode } from "../names.ts";
import { allQueues } from "../../../../engine/views.ts";
import type { RunIndex } from "../trace/run-index.ts";
import type { QueueView } from "./types.ts";

/** A dropped message is shown this long, struck through. */
const SEEN_GOING_MS = 400;

type Index = RunIndex & QueueFacts & DeadLetterFacts;

export function queuesAt(index: Index, atMs: number): { readonly queues: readonly QueueView[] } {
  const spans = index.queueSpans.at(atMs);
  const queues = allQueues(index.source.scenario).map((spec) => ({
    ...queueAt(
      index,
      spec.name,
      spans.filter(({ message }) => message.queue === spec.name),
      atMs,
    ),
    servers: serversAt(index, spec, atMs),
  }));
  return { queues };
}

function queueAt(index: Index, name: string, spans: readonly QueueSpan[], atMs: number): Omit<QueueView, "servers"> {
  const drops = index.drops.filter((drop) => drop.queue === name && drop.at <= atMs);
  const waitingJobs: string[] = [];
  const delayedJobs: QueueView["delayedJobs"][number][] = [];
  const inFlightJobs: string[] = [];
  let givenUp = 0;
  let oldest = Infinity;
  for (const { message, state, to } of spans) {
    oldest = Math.min(oldest, message.arrivedAt);
    if (state === "waiting") waitingJobs.push(message.job);
    else if (state === "held-back") {
      const why = message.deliveries.some(({ leftQueueAt }) => leftQueueAt <= atMs) ? "backing off" : "delayed";
      delayedJobs.push({ job: message.job, until: to, why });
    } else if (state === "given-up") givenUp++;
    else inFlightJobs.push(message.job);
  }
  return {
    node: queueNode(name),
    name,
    depth: spans.length,
    waiting: waitingJobs.length,
    delayed: delayedJobs.length,
    backingOff: delayedJobs.filter(({ why }) => why === "backing off").length,
    inFlight: inFlightJobs.length,
    givenUp,
    oldestAgeMs: oldest === Infinity ? null : atMs - oldest,
    waitingJobs,
    inFlightJobs,
    delayedJobs,
    dropped: drops.map(({ job }) => job),
    justDropped: drops.filter(({ at }) => atMs - at < SEEN_GOING_MS).map(({ job }) => job),
    deadLetters: deadLettersAt(index, name, atMs),
  };
}
