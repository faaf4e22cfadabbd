import type { TraceIndex } from "./trace-index.ts";
import type { CoordinatorView, TimerView } from "./types-flow.ts";

/** What hand-made coordinators know of one order at a moment: in a sentence, and by their timers for it. */
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
    const known = flows?.saves.get(order)?.some(({ at }) => at <= atMs) === true;
    return told(
      known ? "is forgotten: the table was in memory, and no timer will ask for it." : "has not come here yet.",
    );
  }
  if (row.ended !== null) return told(`is ${row.ended}, as the table says: it waits for nothing any more.`);
  const dead = coordinators.every(({ state }) => state === "crashed");
  const steps = row.steps.map(({ step, is }) => `${step} ${is}`).join(", ");
  const stands = steps === "" ? "is under way" : `is under way (${steps})`;
  if (dead) return told(`${stands}, and its coordinator is dead.`);
  return told(timers.length === 0 ? `${stands}, and no timer watches over it.` : `${stands}:`);
}
