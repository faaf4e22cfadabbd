import { groupBy } from "../../kernel/group-by.ts";
import { largest, smallest } from "../../kernel/extremes.ts";
import type { TraceEvent } from "../events.ts";
import {
  type Depth,
  type Durations,
  type Span,
  covered,
  depthOf,
  durationsOf,
  lengthOf,
  rounded,
  within,
} from "./figures.ts";
import { type Hold, holdsOf, runSpan, serviceMs } from "./hold.ts";
import { livesOf } from "./lives.ts";
import { type Stay, staysOf } from "./stay.ts";

/** What is measured of a queue, or of a worker. All figures are about the queue's span: from its first message to its last ack. */
export type Figures = {
  /** Messages done: of a queue, each once; of a worker, its acks. */
  readonly done: number;
  /** Of a queue: messages stored in it. Of a worker: messages in its hands, those in its prefetch buffer included. */
  readonly depth: Depth;
  /** Of a queue: until the first run of a message begins. Of a worker: from a delivery until its run begins. */
  readonly waiting: Durations | null;
  /** How long runs took; a run that died with its worker does not count. */
  readonly service: Durations | null;
  /** Of what was done. Of a queue: from a message's arrival to its deletion. Of a worker: from the delivery on. */
  readonly total: Durations | null;
  /** Messages done in a second; null: the span has no length. */
  readonly throughput: number | null;
  /** The part of their time in which workers had a run under way, from 0 to 1; null: there were none. */
  readonly utilisation: number | null;
  /** The greatest age that a message reached in the queue, or in the worker's hands. */
  readonly oldestAgeMs: number;
};
export type QueueFigures = Figures & { readonly deadLettered: number };
export type WorkerFigures = Figures & { readonly queue: string };
export type Measures = {
  readonly queues: { readonly [queue: string]: QueueFigures };
  readonly workers: { readonly [worker: string]: WorkerFigures };
};

/** What a trace does not say of a run. */
export type MeasuredSetup = {
  /** The queue of each worker, those that never got a message included. */
  readonly workers: ReadonlyMap<string, string>;
  /** How many jobs a queue with `drop-oldest` holds. */
  readonly dropsAbove: ReadonlyMap<string, number>;
};

/** Depth, times, throughput and utilisation of every queue and worker: a pure function of the trace. */
export function measuresOf(trace: readonly TraceEvent[], { workers, dropsAbove }: MeasuredSetup): Measures {
  // Processes write to pipes of their own, so `seq` need not be the order of time.
  const events = trace.toSorted((a, b) => a.at - b.at);
  const end = events.at(-1)?.at ?? 0;
  const stays = groupBy(staysOf(events, dropsAbove), ({ queue }) => queue);
  const holds = groupBy(holdsOf(events), ({ worker }) => worker);
  const lives = livesOf(events, end);
  const spans = new Map([...stays].map(([queue, own]) => [queue, spanOf(own, end)]));
  const benches = [...workers].flatMap(([worker, queue]): Bench[] => {
    const span = spans.get(queue);
    if (span === undefined) return [];
    const own = (holds.get(worker) ?? []).filter((hold) => hold.queue === queue);
    const alive = (lives.get(worker) ?? []).map((life) => within(life, span));
    const busy = own.flatMap(runSpan(end)).map((run) => within(run, span));
    return [{ worker, queue, span, holds: own, aliveMs: covered(alive), busyMs: covered(busy) }];
  });
  return {
    queues: Object.fromEntries(
      [...stays].map(([queue, own]) => [
        queue,
        queueFigures(
          own,
          benches.filter((bench) => bench.queue === queue),
          spans.get(queue) as Span,
          end,
        ),
      ]),
    ),
    workers: Object.fromEntries(benches.map((bench) => [bench.worker, workerFigures(bench, end)])),
  };
}

/** A worker, and what it did while its queue had work. */
type Bench = {
  readonly worker: string;
  readonly queue: string;
  readonly span: Span;
  readonly holds: readonly Hold[];
  readonly aliveMs: number;
  readonly busyMs: number;
};

function queueFigures(stays: readonly Stay[], benches: readonly Bench[], span: Span, end: number): QueueFigures {
  const done = stays.filter(({ leftAs }) => leftAs === "done");
  const stored = stays.filter(({ leftAs }) => leftAs !== "lost");
  const runs = benches.flatMap(({ holds }) => holds);
  return {
    done: done.length,
    deadLettered: stays.filter(({ leftAs }) => leftAs === "dead-lettered").length,
    depth: depthOf(
      stored.map(({ enteredAt, leftAt }) => ({ from: enteredAt, to: leftAt ?? Infinity })),
      span,
    ),
    waiting: durationsOf(
      stays.flatMap(({ readyAt, startedAt }) => (startedAt === null ? [] : [Math.max(0, startedAt - readyAt)])),
    ),
    service: durationsOf(runs.flatMap(serviceMs)),
    total: durationsOf(done.map(({ readyAt, leftAt }) => Math.max(0, (leftAt as number) - readyAt))),
    throughput: perSecond(done.length, span),
    utilisation: share(benches),
    oldestAgeMs: Math.round(
      largest(
        stored.map(({ readyAt, leftAt }) => (leftAt ?? end) - readyAt),
        0,
      ),
    ),
  };
}

function workerFigures(bench: Bench, end: number): WorkerFigures {
  const { queue, holds, span } = bench;
  const done = holds.filter(({ isDone }) => isDone);
  return {
    queue,
    done: done.length,
    depth: depthOf(
      holds.map(({ deliveredAt, endedAt }) => ({ from: deliveredAt, to: endedAt ?? Infinity })),
      span,
    ),
    waiting: durationsOf(
      holds.flatMap(({ deliveredAt, startedAt }) => (startedAt === null ? [] : [startedAt - deliveredAt])),
    ),
    service: durationsOf(holds.flatMap(serviceMs)),
    total: durationsOf(done.map(({ deliveredAt, endedAt }) => (endedAt as number) - deliveredAt)),
    throughput: perSecond(done.length, span),
    utilisation: share([bench]),
    oldestAgeMs: Math.round(
      largest(
        holds.map(({ deliveredAt, endedAt }) => (endedAt ?? end) - deliveredAt),
        0,
      ),
    ),
  };
}

function spanOf(stays: readonly Stay[], end: number): Span {
  const from = smallest(
    stays.map(({ enteredAt }) => enteredAt),
    end,
  );
  return {
    from,
    to: largest(
      stays.map(({ leftAt }) => leftAt ?? end),
      from,
    ),
  };
}

function perSecond(done: number, span: Span): number | null {
  return lengthOf(span) === 0 ? null : rounded((1_000 * done) / lengthOf(span), 1_000);
}

function share(benches: readonly Bench[]): number | null {
  const aliveMs = benches.reduce((sum, bench) => sum + bench.aliveMs, 0);
  return aliveMs === 0 ? null : rounded(benches.reduce((sum, bench) => sum + bench.busyMs, 0) / aliveMs, 1_000);
}
