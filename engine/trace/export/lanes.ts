import type { TraceEvent } from "../events.ts";
import type { Work, Works } from "./works.ts";

/**
 * The tracks of a run's actors. An actor has one, and one more for each job that it runs at the same time as another: slices
 * of one track must not overlap. A job has its track from its start to its end.
 */
export class Lanes {
  private readonly works: Works;
  private readonly laneOf = new Map<Work, number>();
  private readonly ids = new Map<string, { readonly tid: number; readonly name: string }>();

  constructor(works: Works) {
    this.works = works;
    const busyUntil = new Map<string, number[]>();
    for (const work of inOrderOfStart(works.all)) {
      const { actor } = work.delivered;
      const lanes = busyUntil.get(actor) ?? [];
      busyUntil.set(actor, lanes);
      const free = lanes.findIndex((until) => until < (work.started?.seq ?? 0));
      const lane = free === -1 ? lanes.length : free;
      lanes[lane] = work.ended?.seq ?? Infinity;
      this.laneOf.set(work, lane);
    }
  }

  /** The track of an event: that of its job, if it belongs to one of its own actor. */
  of(event: TraceEvent): number {
    const work = this.works.of.get(event.id);
    const own = work?.delivered.actor === event.actor ? work : undefined;
    return this.track(event.actor, own === undefined ? 0 : (this.laneOf.get(own) ?? 0));
  }

  firstOf(actor: string): number {
    return this.track(actor, 0);
  }

  tracks(): Iterable<{ readonly tid: number; readonly name: string }> {
    return this.ids.values();
  }

  private track(actor: string, lane: number): number {
    const key = `${actor}#${lane}`;
    const known = this.ids.get(key);
    if (known !== undefined) return known.tid;
    const tid = this.ids.size + 1;
    this.ids.set(key, { tid, name: lane === 0 ? actor : `${actor} (job ${lane + 1} at once)` });
    return tid;
  }
}

function inOrderOfStart(works: readonly Work[]): Work[] {
  return works
    .filter(({ started }) => started !== null)
    .toSorted((a, b) => (a.started?.seq ?? 0) - (b.started?.seq ?? 0));
}
