import { expect } from "vitest";
import type { TraceEvent } from "../../engine/trace/events.ts";

/** What T1 and T2 promise of every trace in virtual time; throws where it does not hold. */
export function expectWellFormed(events: readonly TraceEvent[]): void {
  const seen = new Set<string>();
  const dead = new Set<string>();
  let [at, tick] = [0, 0];
  events.forEach((event, index) => {
    const where = `event ${index + 1} (${event.id} ${event.type})`;
    expect(event.seq, where).toBe(index + 1);
    expect(seen.has(event.id), `${where}: its id stands twice`).toBe(false);
    if (event.cause !== null)
      expect(seen.has(event.cause), `${where}: its cause ${event.cause} does not precede it`).toBe(true);
    expect(Number.isInteger(event.at) && event.at >= at, `${where}: at ${event.at} after ${at}`).toBe(true);
    expect((event.tick ?? -1) >= tick, `${where}: tick ${event.tick} after ${tick}`).toBe(true);
    const who = `${event.actor}/${event.incarnation}`;
    expect(dead.has(who), `${where}: ${who} is dead`).toBe(false);
    if (event.type === "actor-crashed") dead.add(who);
    seen.add(event.id);
    [at, tick] = [event.at, event.tick ?? 0];
  });
}
