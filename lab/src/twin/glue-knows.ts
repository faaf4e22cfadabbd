import type { SaveRecord } from "../stage/flow/read.ts";
import type { TraceIndex } from "../stage/trace/trace-index.ts";
import type { CoordinatorView, TimerView } from "../stage/flow/types.ts";

/** What coordinators made by hand know about one order at a moment: a sentence, and their timers for it. */
export type GlueKnows = { readonly says: string; readonly timers: readonly TimerView[]; readonly stored: boolean };

export function glueKnows(
  coordinators: readonly CoordinatorView[],
  { flows }: TraceIndex,
  order: string,
  atMs: number,
): GlueKnows {
  const row = coordinators.flatMap((view) => view.flows).find(({ flow }) => flow === order);
  const timers = coordinators.flatMap((view) => view.timers).filter(({ flow }) => flow === order);
  const stored = row?.where === "store";
  const told = (says: string): GlueKnows => ({ says, timers: row?.ended === null ? timers : [], stored });
  if (!row) {
    return told(
      unknownWords(
        coordinators,
        flows?.saves.get(order)?.findLast(({ at }) => at <= atMs),
        timers.length,
      ),
    );
  }
  if (row.ended !== null) return told(`is ${row.ended}, according to the table. It no longer waits for anything.`);
  const dead = coordinators.every(({ state }) => state === "crashed");
  const steps = row.steps.map(({ step, is }) => `${step} ${is}`).join(", ");
  const stands = steps === "" ? "is under way" : `is under way (${steps})`;
  if (dead) return told(`${stands}, and its coordinator is dead.`);
  return told(timers.length === 0 ? `${stands}, and no timer is set for it.` : `${stands}:`);
}

/** For an order that is in no table now: whether it was in one, and what became of its row. */
function unknownWords(coordinators: readonly CoordinatorView[], last: SaveRecord | undefined, timers: number): string {
  if (!last) return "has not arrived here yet.";
  if (last.state === null) return "is no longer in the table: its row was removed.";
  const watched = timers > 0 ? "a timer is still set for it" : "no timer is set for it";
  const order = last.flow;
  if (coordinators.some(({ forgotten }) => forgotten.includes(order)))
    return `is forgotten: the table was in memory, and ${watched}.`;
  return `is in no table now, and ${watched}.`;
}
