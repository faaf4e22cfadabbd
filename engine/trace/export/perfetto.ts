import { largest } from "../../kernel/extremes.ts";
import { printableJson } from "../../kernel/printable.ts";
import { describeEvent } from "../describe.ts";
import type { EventId } from "../event.ts";
import { type EventOf, kindOf, type TraceEvent } from "../events.ts";
import type { ExportedRun } from "./export.ts";
import { Lanes } from "./lanes.ts";
import { type Work, worksOf } from "./works.ts";

/** An entry of the Trace Event Format, which Perfetto and Chrome read. Times are in microseconds. */
type Entry = {
  readonly name: string;
  readonly ph: "X" | "M" | "C" | "s" | "f";
  readonly pid: number;
  readonly tid?: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly id?: string;
  readonly bp?: "e";
  readonly args?: { readonly [name: string]: unknown };
};

/**
 * Runs in the Trace Event Format: one process for each run, one track for each actor, a slice for each job that it ran,
 * arrows from causes to effects in other actors, and counters for the queues.
 *
 * TE1  Slices of one track are nested or apart. So jobs that an actor runs at the same time have a track each.
 * TE2  Events get times that differ by some microseconds if they share a millisecond: an arrow needs a slice at each end, and
 *      a slice needs a length.
 */
export function perfettoJson(runs: readonly ExportedRun[]): string {
  const entries = runs.flatMap((run, i) => new RunEntries(run, i + 1).all);
  return `${printableJson({ displayTimeUnit: "ms", traceEvents: entries })}\n`;
}

const APART_US = 2;
/** Events that only report figures. They become counters. */
const REPORTS: ReadonlySet<TraceEvent["type"]> = new Set(["queue-observed", "log-observed"]);

class RunEntries {
  readonly all: Entry[] = [];
  private readonly pid: number;
  private readonly times: ReadonlyMap<EventId, number>;
  private readonly lanes: Lanes;
  private readonly byId: ReadonlyMap<EventId, TraceEvent>;
  /** The actors that are down: since when, and which of their incarnations crashed. */
  private readonly down = new Map<string, { readonly since: number; readonly incarnation: number }>();

  constructor({ title, events }: ExportedRun, pid: number) {
    this.pid = pid;
    this.times = timesOf(events);
    this.byId = new Map(events.map((event) => [event.id, event]));
    const works = worksOf(events);
    this.lanes = new Lanes(works);
    const end = largest(this.times.values(), 0) + APART_US;
    this.name("process_name", 0, title);
    for (const event of events) this.add(event);
    for (const work of works.all) this.addWork(work, end);
    for (const [actor, { since }] of this.down) this.addDown(actor, since, end);
    for (const { tid, name } of this.lanes.tracks()) this.name("thread_name", tid, name);
  }

  private add(event: TraceEvent): void {
    if (event.type === "queue-observed") return this.addCounter(event);
    if (REPORTS.has(event.type)) return;
    const ts = this.timeOf(event.id);
    const tid = this.lanes.of(event);
    this.endDown(event, ts);
    if (event.type === "actor-crashed")
      this.down.set(event.actor, { since: ts + APART_US, incarnation: event.incarnation });
    // The slice of its run stands for it.
    if (event.type !== "job-started") {
      const args = { what: describeEvent(event), incarnation: event.incarnation, seq: event.seq };
      this.slice({ name: event.type, cat: kindOf(event).tone, tid, ts, dur: 1, args });
    }
    this.addArrow(event, tid, ts);
  }

  private addWork(work: Work, end: number): void {
    const { delivered, started, ended, outcome, error, message, source } = work;
    if (started === null) return;
    const ts = this.timeOf(started.id);
    const until = ended === null ? end : this.timeOf(ended.id) + 1;
    const args = { outcome, source, delivery: delivered.attempt, ...(error === null ? {} : { error }) };
    this.slice({ name: message, cat: "run", tid: this.lanes.of(delivered), ts, dur: until - ts, args });
  }

  /** A slice for the time from a crash to the first event of the next incarnation. */
  private endDown({ actor, incarnation }: TraceEvent, ts: number): void {
    const down = this.down.get(actor);
    if (down === undefined || incarnation <= down.incarnation) return;
    this.down.delete(actor);
    this.addDown(actor, down.since, ts - 1);
  }

  private addDown(actor: string, since: number, until: number): void {
    const dur = Math.max(1, until - since);
    this.slice({ name: "down", cat: "bad", tid: this.lanes.firstOf(actor), ts: since, dur, args: {} });
  }

  private addArrow({ id, actor, cause }: TraceEvent, tid: number, ts: number): void {
    const from = cause === null ? undefined : this.byId.get(cause);
    if (from === undefined || from.actor === actor || REPORTS.has(from.type)) return;
    const shared = { name: "cause", cat: "cause", pid: this.pid, id: `${this.pid}:${id}` };
    this.all.push({ ...shared, ph: "s", tid: this.lanes.of(from), ts: this.timeOf(from.id) });
    this.all.push({ ...shared, ph: "f", bp: "e", tid, ts });
  }

  private addCounter({ id, queue, waiting, inFlight, deadLetters }: EventOf<"queue-observed">): void {
    const args = { waiting, "in flight": inFlight, ...(deadLetters > 0 ? { "dead letters": deadLetters } : {}) };
    this.all.push({ name: queue, ph: "C", pid: this.pid, ts: this.timeOf(id), args });
  }

  private slice(slice: Required<Pick<Entry, "name" | "cat" | "tid" | "ts" | "dur" | "args">>): void {
    this.all.push({ ph: "X", pid: this.pid, ...slice });
  }

  private name(what: "process_name" | "thread_name", tid: number, name: string): void {
    this.all.push({ name: what, ph: "M", pid: this.pid, tid, args: { name } });
    if (what === "thread_name")
      this.all.push({ name: "thread_sort_index", ph: "M", pid: this.pid, tid, args: { sort_index: tid } });
  }

  private timeOf(id: EventId): number {
    return this.times.get(id) ?? 0;
  }
}

/** Whole microseconds, apart from each other in each actor, and later than their causes (TE2). */
function timesOf(events: readonly TraceEvent[]): Map<EventId, number> {
  const times = new Map<EventId, number>();
  const last = new Map<string, number>();
  for (const { id, actor, at, cause } of events) {
    const after = Math.max(last.get(actor) ?? -APART_US, times.get(cause ?? "") ?? -APART_US);
    const ts = Math.max(Math.round(at * 1000), after + APART_US);
    times.set(id, ts);
    last.set(actor, ts);
  }
  return times;
}
